package io.sluice.server.subscriber.handshake;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The header by which a trusted proxy says who has logged in there. From anybody else it says nothing. Immutable. */
final class UserHeader {

    private static final int MAX_LENGTH = 128;

    private final String name;
    private final ForwardedAddress trusted;

    /**
     * Reads a header of this name.
     *
     * @param name in small letters; empty for none
     */
    UserHeader(String name, ForwardedAddress trusted) {
        this.name = name;
        this.trusted = trusted;
    }

    /**
     * Who the client is; null where nobody knows.
     *
     * @param peer the other end of the connection
     * @throws IllegalArgumentException if a proxy says what cannot be a user; the message says what is allowed
     */
    @Nullable
    String userOf(Peer peer, HttpHeaders headers) {
        if (name.isEmpty() || !trusted.isTrusted(peer)) {
            return null;
        }
        List<String> values = headers.getAll(name);
        if (values.isEmpty() || values.equals(List.of(""))) {
            return null;
        }
        String user = values.getFirst();
        // Twice means that the proxy passes on what clients send.
        if (values.size() > 1 || user.length() > MAX_LENGTH || !isVisibleAscii(user)) {
            throw new IllegalArgumentException("is not, once, 1 to " + MAX_LENGTH + " visible characters of ASCII");
        }
        return user;
    }

    private static boolean isVisibleAscii(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }
}
