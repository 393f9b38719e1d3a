package io.sluice.server.subscriber.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.sluice.delivery.log.Publication;
import io.sluice.delivery.log.WireFormat;
import io.sluice.model.PayloadKind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Server-sent events (HTML Living Standard §9.2): the position as {@code id}, each line of the payload as a {@code data}
 * line; binary as base64 in an event named {@code binary}.
 */
final class SseFormat implements WireFormat {

    /** For a stream of one topic: the id is the position in it. */
    static final SseFormat WITH_ID = new SseFormat(true);

    /** For a stream of several topics: each event ends with the positions of them all, which only the stream knows. */
    static final SseFormat OPEN_END = new SseFormat(false);

    private static final byte[] ID = ascii("id: ");
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] BINARY_EVENT = ascii("event: binary\n");

    private final boolean withId;

    private SseFormat(boolean withId) {
        this.withId = withId;
    }

    @Override
    public String name() {
        return withId ? "sse" : "sse-multi";
    }

    @Override
    public int encodedBytes(Publication publication) {
        int idBytes = withId ? ID.length + publication.position().toString().length() + 1 : 0;
        return idBytes + bodyBytes(publication) + (withId ? 1 : 0);
    }

    private static int bodyBytes(Publication publication) {
        ByteBuf payload = publication.payload();
        int payloadBytes = payload.readableBytes();
        if (publication.kind() == PayloadKind.BINARY) {
            return BINARY_EVENT.length + DATA.length + (payloadBytes + 2) / 3 * 4 + 1;
        }
        int end = payload.writerIndex();
        int bytes = 0;
        for (int at = payload.readerIndex(); at >= 0; ) {
            int lineEnd = lineEnd(payload, at, end);
            bytes += DATA.length + lineEnd - at + 1;
            at = afterBreak(payload, lineEnd, end);
        }
        return bytes;
    }

    @Override
    public void encode(Publication publication, ByteBuf out) {
        if (withId) {
            out.writeBytes(ID);
            ByteBufUtil.writeAscii(out, publication.position().toString());
            out.writeByte('\n');
        }
        ByteBuf payload = publication.payload();
        if (publication.kind() == PayloadKind.BINARY) {
            out.writeBytes(BINARY_EVENT).writeBytes(DATA);
            out.writeBytes(Base64.getEncoder().encode(ByteBufUtil.getBytes(payload)));
            out.writeByte('\n');
        } else {
            int end = payload.writerIndex();
            for (int at = payload.readerIndex(); at >= 0; ) {
                int lineEnd = lineEnd(payload, at, end);
                out.writeBytes(DATA).writeBytes(payload, at, lineEnd - at).writeByte('\n');
                at = afterBreak(payload, lineEnd, end);
            }
        }
        if (withId) {
            out.writeByte('\n');
        }
    }

    /** Where the line that begins at {@code from} ends: before CR, LF, or at the end. */
    private static int lineEnd(ByteBuf payload, int from, int end) {
        int at = payload.forEachByte(from, end - from, b -> b != '\n' && b != '\r');
        return at < 0 ? end : at;
    }

    /** Where the next line begins, or -1 after the last. CR LF is one break. */
    private static int afterBreak(ByteBuf payload, int lineEnd, int end) {
        if (lineEnd == end) {
            return -1;
        }
        boolean crLf = payload.getByte(lineEnd) == '\r' && lineEnd + 1 < end && payload.getByte(lineEnd + 1) == '\n';
        return lineEnd + (crLf ? 2 : 1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
