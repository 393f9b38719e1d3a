package io.sluice.server.subscriber.handshake;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which offer of permessage-deflate is accepted, and how (RFC 7692 §7.1). A message is compressed once for all, so the window is
 * the largest and no message knows of those before it; an offer that asks for anything else is passed over, as is one that
 * is not understood.
 */
final class DeflateOffer {

    private static final String NAME = "permessage-deflate";
    private static final String SERVER_MAX_WINDOW_BITS = "server_max_window_bits";
    private static final String CLIENT_MAX_WINDOW_BITS = "client_max_window_bits";
    private static final String SERVER_NO_CONTEXT_TAKEOVER = "server_no_context_takeover";
    private static final String CLIENT_NO_CONTEXT_TAKEOVER = "client_no_context_takeover";
    private static final String ANSWER = NAME + "; " + SERVER_NO_CONTEXT_TAKEOVER + "; " + CLIENT_NO_CONTEXT_TAKEOVER;
    private static final String LARGEST_WINDOW = "15";
    private static final Pattern WINDOW_BITS = Pattern.compile("[89]|1[0-5]");

    private DeflateOffer() {}

    /** The value of Sec-WebSocket-Extensions with which the first acceptable offer is answered; null where there is none. */
    static @Nullable String answerTo(HttpHeaders headers) {
        for (String header : headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS)) {
            for (String offer : split(header, ',')) {
                String answer = answerTo(offer);
                if (answer != null) {
                    return answer;
                }
            }
        }
        return null;
    }

    private static @Nullable String answerTo(String offer) {
        List<String> parts = split(offer, ';');
        if (!parts.getFirst().equalsIgnoreCase(NAME)) {
            return null;
        }
        String answer = ANSWER;
        Set<String> seen = new HashSet<>();
        for (String parameter : parts.subList(1, parts.size())) {
            int equals = parameter.indexOf('=');
            String name = (equals < 0 ? parameter : parameter.substring(0, equals))
                    .strip()
                    .toLowerCase(Locale.ROOT);
            String value =
                    equals < 0 ? null : unquoted(parameter.substring(equals + 1).strip());
            if (!seen.add(name) || !isAcceptable(name, value)) {
                return null;
            }
            if (name.equals(SERVER_MAX_WINDOW_BITS)) {
                // Whoever agrees to it has to say so (§7.1.2.1).
                answer += "; " + SERVER_MAX_WINDOW_BITS + "=" + LARGEST_WINDOW;
            }
        }
        return answer;
    }

    private static boolean isAcceptable(String name, @Nullable String value) {
        return switch (name) {
            case SERVER_NO_CONTEXT_TAKEOVER, CLIENT_NO_CONTEXT_TAKEOVER -> value == null;
            case SERVER_MAX_WINDOW_BITS -> LARGEST_WINDOW.equals(value);
            case CLIENT_MAX_WINDOW_BITS ->
                value == null || WINDOW_BITS.matcher(value).matches();
            default -> false;
        };
    }

    /** A value may stand in quotes (RFC 6455 §9.1). */
    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** The parts between separators that stand outside of quotes, without the white space around them; at least one. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(from, i).strip());
                from = i + 1;
            }
        }
        parts.add(text.substring(from).strip());
        return parts;
    }
}
