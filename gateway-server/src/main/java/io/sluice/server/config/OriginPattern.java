package io.sluice.server.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which origins of web pages may connect: one entry of {@code client.origins}. */
public sealed interface OriginPattern {

    /**
     * Whether the value of an {@code Origin} header is allowed. A header that is not an origin (also {@code null}, which a
     * browser sends for sandboxed pages) matches {@link Any} only.
     */
    boolean matches(String origin);

    /**
     * Reads {@code *}, or scheme, host and optional port.
     *
     * @throws IllegalArgumentException if the text is something else; the message continues the quoted text
     */
    static OriginPattern parse(String text) {
        if (text.equals("*")) {
            return new Any();
        }
        Matcher matcher = Site.SYNTAX.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not an origin");
        }
        String scheme = matcher.group("scheme");
        String port = matcher.group("port");
        int number = port == null ? Site.defaultPort(scheme) : Integer.parseInt(port);
        if (number > 65535) {
            throw new IllegalArgumentException("has no valid port");
        }
        return new Site(scheme, matcher.group("host"), number, matcher.group("star") != null);
    }

    /** Every origin. */
    record Any() implements OriginPattern {
        @Override
        public boolean matches(String origin) {
            return true;
        }

        @Override
        public String toString() {
            return "*";
        }
    }

    /**
     * One host, or the names below it.
     *
     * @param scheme lower case, http or https
     * @param host lower case; an IPv6 address keeps its brackets
     * @param port never absent: 443 or 80 where the text has none
     * @param subdomains whether names below the host are meant, instead of the host itself
     */
    record Site(String scheme, String host, int port, boolean subdomains) implements OriginPattern {

        private static final Pattern SYNTAX = Pattern.compile("(?<scheme>https?)://(?<star>\\*\\.)?"
                + "(?<host>[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\\[[0-9a-f:.]+])(:(?<port>[0-9]{1,5}))?");

        @Override
        public boolean matches(String origin) {
            Matcher matcher = SYNTAX.matcher(origin.toLowerCase(Locale.ROOT));
            if (!matcher.matches() || matcher.group("star") != null) {
                return false;
            }
            String otherScheme = matcher.group("scheme");
            String otherPort = matcher.group("port");
            String otherHost = matcher.group("host");
            return scheme.equals(otherScheme)
                    && port == (otherPort == null ? defaultPort(otherScheme) : Integer.parseInt(otherPort))
                    && (subdomains ? otherHost.endsWith("." + host) : otherHost.equals(host));
        }

        private static int defaultPort(String scheme) {
            return scheme.equals("https") ? 443 : 80;
        }

        @Override
        public String toString() {
            String suffix = port == defaultPort(scheme) ? "" : ":" + port;
            return scheme + "://" + (subdomains ? "*." : "") + host + suffix;
        }
    }
}
