package io.sluice.bench.wire;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The status line and header fields of an HTTP response.
 *
 * @param status 100 to 599
 * @param text everything up to and without the empty line
 */
public record ResponseHead(int status, String text) {
    private static final int STATUS_AT = 9;

    /** @throws ProtocolException if this is not an HTTP/1.x response */
    static ResponseHead parse(byte[] bytes, int length) {
        String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("HTTP/1.") || text.length() < STATUS_AT + 3) {
            throw new ProtocolException("not an HTTP response: " + firstLine(text));
        }
        try {
            return new ResponseHead(Integer.parseInt(text.substring(STATUS_AT, STATUS_AT + 3)), text);
        } catch (NumberFormatException e) {
            throw new ProtocolException("no status in: " + firstLine(text));
        }
    }

    /** The trimmed value of the first field of that name, in any case of letters; null if there is none. */
    public @Nullable String field(String name) {
        String wanted = name.toLowerCase(Locale.ROOT) + ":";
        for (String line : text.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith(wanted)) {
                return line.substring(wanted.length()).trim();
            }
        }
        return null;
    }

    public String statusLine() {
        return firstLine(text);
    }

    public boolean isChunked() {
        String encoding = field("transfer-encoding");
        return encoding != null && encoding.toLowerCase(Locale.ROOT).endsWith("chunked");
    }

    private static String firstLine(String text) {
        int end = text.indexOf("\r\n");
        return end < 0 ? text : text.substring(0, end);
    }
}
