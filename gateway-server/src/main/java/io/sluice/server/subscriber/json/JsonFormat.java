package io.sluice.server.subscriber.json;

import io.netty.buffer.ByteBuf;
import io.sluice.delivery.log.Publication;
import io.sluice.delivery.log.WebSocketFormat;
import io.sluice.delivery.log.WireFormat;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The event {@code message} of {@code sluice.v1.json} in one text frame. JSON stands in it as it was published, text as a
 * JSON string, binary in base64.
 */
final class JsonFormat implements WireFormat {

    static final JsonFormat INSTANCE = new JsonFormat();

    private static final byte[] BEFORE_TOPIC = ascii("{\"type\":\"message\",\"topic\":\"");
    private static final byte[] BEFORE_OFFSET = ascii("\",\"offset\":");
    private static final byte[] BEFORE_DATA = ascii(",\"data\":");
    private static final byte[] BEFORE_TRACE = ascii(",\"traceparent\":\"");
    private static final byte[] AFTER_BINARY = ascii(",\"encoding\":\"base64\"");

    private JsonFormat() {}

    @Override
    public String name() {
        return "json";
    }

    @Override
    public int encodedBytes(Publication publication) {
        int textBytes = textBytes(publication);
        return WebSocketFormat.headerBytes(textBytes) + textBytes;
    }

    private static int textBytes(Publication publication) {
        return BEFORE_TOPIC.length
                + publication.topic().value().length()
                + BEFORE_OFFSET.length
                + Decimals.digits(publication.position().offset())
                + BEFORE_DATA.length
                + dataBytes(publication)
                + traceBytes(publication.traceParent())
                + 1;
    }

    private static int traceBytes(@Nullable String traceParent) {
        return traceParent == null ? 0 : BEFORE_TRACE.length + traceParent.length() + 1;
    }

    private static int dataBytes(Publication publication) {
        ByteBuf payload = publication.payload();
        return switch (publication.kind()) {
            case JSON -> payload.readableBytes();
            case TEXT -> JsonStrings.quotedBytes(payload);
            case BINARY -> 2 + Base64Text.encodedBytes(payload.readableBytes()) + AFTER_BINARY.length;
        };
    }

    @Override
    public void encode(Publication publication, ByteBuf out) {
        WebSocketFormat.writeTextHeader(textBytes(publication), out);
        out.writeBytes(BEFORE_TOPIC);
        writeAscii(publication.topic().value(), out);
        out.writeBytes(BEFORE_OFFSET);
        Decimals.write(publication.position().offset(), out);
        out.writeBytes(BEFORE_DATA);
        ByteBuf payload = publication.payload();
        switch (publication.kind()) {
            case JSON -> out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
            case TEXT -> JsonStrings.writeQuoted(payload, out);
            case BINARY -> {
                out.writeByte('"');
                Base64Text.write(payload, out);
                out.writeByte('"').writeBytes(AFTER_BINARY);
            }
        }
        String traceParent = publication.traceParent();
        if (traceParent != null) {
            out.writeBytes(BEFORE_TRACE);
            writeAscii(traceParent, out);
            out.writeByte('"');
        }
        out.writeByte('}');
    }

    /** A topic's name and a trace are ASCII, and nothing in them needs an escape. */
    private static void writeAscii(String text, ByteBuf out) {
        for (int i = 0; i < text.length(); i++) {
            out.writeByte(text.charAt(i));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
