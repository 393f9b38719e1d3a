package io.sluice.bench.wire;

import java.nio.ByteBuffer;

/** What a scanner found, in the order of the stream. All calls come from inside {@link StreamScanner#scan}. */
public interface MessageSink {

    /**
     * A whole message has arrived.
     *
     * @param bytes little endian; valid during the call only
     * @param at index of the first payload byte
     * @param keptBytes how many payload bytes can be read from {@code at}: all of them, or at least
     *     {@link Stamp#BYTES} of a longer payload (more where the scanner was told so)
     */
    void onMessage(ByteBuffer bytes, int at, int keptBytes);

    /**
     * The peer asks for a pong.
     *
     * @param payload at most 125 bytes, to be sent back
     */
    void onPing(byte[] payload);

    /**
     * The peer closes.
     *
     * @param code the WebSocket close code, 1005 if the frame carried none
     */
    void onClose(int code);
}
