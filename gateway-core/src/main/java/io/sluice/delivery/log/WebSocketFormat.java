package io.sluice.delivery.log;

import io.netty.buffer.ByteBuf;
import io.sluice.model.PayloadKind;

/**
 * The payload itself in one unmasked, unfragmented frame (RFC 6455 §5.2). This is also the canonical encoding of every
 * log: it is the smallest self-delimiting form of kind, length and payload, and so the surface that most subscribers use
 * needs no copy of its own.
 */
public final class WebSocketFormat implements WireFormat {

    public static final WebSocketFormat INSTANCE = new WebSocketFormat();

    private static final int FIN_TEXT = 0x81;
    private static final int FIN_BINARY = 0x82;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MAX_LENGTH_16 = 0xFFFF;

    private WebSocketFormat() {}

    @Override
    public String name() {
        return "websocket";
    }

    @Override
    public int encodedBytes(Publication publication) {
        int payloadBytes = publication.payload().readableBytes();
        return headerBytes(payloadBytes) + payloadBytes;
    }

    /** How many bytes stand before a payload of this length. */
    public static int headerBytes(int payloadBytes) {
        return payloadBytes < LENGTH_16 ? 2 : payloadBytes <= MAX_LENGTH_16 ? 4 : 10;
    }

    /** How many bytes stand before the payload of the frame that begins here. */
    public static int headerBytes(ByteBuf frames, int begin) {
        int length = frames.getUnsignedByte(begin + 1);
        return length < LENGTH_16 ? 2 : length == LENGTH_16 ? 4 : 10;
    }

    @Override
    public void encode(Publication publication, ByteBuf out) {
        ByteBuf payload = publication.payload();
        int payloadBytes = payload.readableBytes();
        writeHeader(publication.kind() == PayloadKind.BINARY ? FIN_BINARY : FIN_TEXT, payloadBytes, out);
        out.writeBytes(payload, payload.readerIndex(), payloadBytes);
    }

    /** Appends what stands before a text of this length: {@link #headerBytes(int)} bytes. */
    public static void writeTextHeader(int payloadBytes, ByteBuf out) {
        writeHeader(FIN_TEXT, payloadBytes, out);
    }

    /** Appends what stands before a payload of this length: {@link #headerBytes(int)} bytes, of which this is the first. */
    public static void writeHeader(int firstByte, int payloadBytes, ByteBuf out) {
        out.writeByte(firstByte);
        if (payloadBytes < LENGTH_16) {
            out.writeByte(payloadBytes);
        } else if (payloadBytes <= MAX_LENGTH_16) {
            out.writeByte(LENGTH_16).writeShort(payloadBytes);
        } else {
            out.writeByte(LENGTH_64).writeLong(payloadBytes);
        }
    }
}
