package io.sluice.server.subscriber.handshake;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The value of a {@code Host} header.
 *
 * @param host lower case, an IPv6 address in brackets
 * @param port 0 if the text has none
 */
record HostPort(String host, int port) {

    private static final Pattern SYNTAX = Pattern.compile(
            "(?<host>[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?|\\[[0-9a-f:.]{2,45}])(:(?<port>[0-9]{1,5}))?");
    private static final int MAX_LENGTH = 260;

    /** The host and port of the text, or null if it is not a host with an optional port. */
    static @Nullable HostPort parse(@Nullable String text) {
        if (text == null || text.length() > MAX_LENGTH) {
            return null;
        }
        Matcher matcher = SYNTAX.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return null;
        }
        String port = matcher.group("port");
        int number = port == null ? 0 : Integer.parseInt(port);
        return number > 65_535 ? null : new HostPort(matcher.group("host"), number);
    }

    int portOr(int portOfScheme) {
        return port == 0 ? portOfScheme : port;
    }
}
