package io.sluice.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where Redis is, and who we are there. Prints without the password. */
public final class RedisUri {

    static final String ALLOWED =
            "redis://[user:password@]host:port[/database], rediss:// for TLS, redis-sentinel://host:port,host:port#master, or for a"
                    + " cluster redis://host:port,host:port";

    private static final Set<String> SCHEMES = Set.of("redis", "rediss", "redis-sentinel", "rediss-sentinel");

    private final String value;

    private RedisUri(String value) {
        this.value = value;
    }

    static RedisUri parse(String text) throws Rejection {
        int schemeEnd = text.indexOf("://");
        if (schemeEnd < 0 || !SCHEMES.contains(text.substring(0, schemeEnd))) {
            // Not quoted: it may hold a password.
            throw new Rejection("it does not begin with a known scheme");
        }
        if (text.contains(":" + Secret.HIDDEN + "@")) {
            throw new Rejection("it has the placeholder of print-config instead of a password");
        }
        try {
            // Sentinels are several hosts, which only the registry-based form of an authority has.
            @Nullable String authority = new URI(text).getRawAuthority();
            if (authority == null || authority.isEmpty() || authority.endsWith("@")) {
                throw new Rejection("it names no host");
            }
        } catch (URISyntaxException e) {
            throw new Rejection("it is not a URI: " + e.getReason());
        }
        return new RedisUri(text);
    }

    /** With the password. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RedisUri uri && uri.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        int start = value.indexOf("://") + 3;
        int end = value.indexOf('@', start);
        if (end < 0) {
            return value;
        }
        int colon = value.indexOf(':', start);
        String user = colon < 0 || colon > end ? "" : value.substring(start, colon);
        return value.substring(0, start) + user + ':' + Secret.HIDDEN + value.substring(end);
    }
}
