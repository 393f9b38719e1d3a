package io.sluice.server.publisher;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The id by which a publisher may send the same publication again, and the headers that speak of it. */
final class PublishId {

    static final AsciiString HEADER = AsciiString.cached("Idempotency-Key");
    static final AsciiString REPLAYED = AsciiString.cached("Idempotent-Replayed");

    private static final int MAX_LENGTH = 255;
    private static final String ALLOWED = "1 to " + MAX_LENGTH + " visible ASCII characters";

    private PublishId() {}

    /**
     * The id of a request; null where it names none.
     *
     * @throws IllegalArgumentException if it is not allowed; the message names the header
     */
    static @Nullable String of(HttpHeaders headers) {
        List<String> values = headers.getAll(HEADER);
        if (values.isEmpty()) {
            return null;
        }
        if (values.size() > 1) {
            throw new IllegalArgumentException(HEADER + " comes more than once; allowed: once");
        }
        return checked(values.get(0), HEADER);
    }

    /**
     * The id, if it is one.
     *
     * @throws IllegalArgumentException if it is not allowed; the message names the field
     */
    static String checked(String id, CharSequence field) {
        if (id.isEmpty() || id.length() > MAX_LENGTH || !id.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException(field + " is not " + ALLOWED);
        }
        return id;
    }
}
