package io.sluice.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Messages as permessage-deflate has them, each by itself. */
public final class Deflated {

    private Deflated() {}

    /** What stands in a compressed frame for this message. */
    public static byte[] deflate(byte[] message) {
        Deflater deflater = new Deflater(9, true);
        try {
            deflater.setInput(message);
            byte[] room = new byte[message.length + 1024];
            int bytes = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
            return Arrays.copyOf(room, bytes - 4);
        } finally {
            deflater.end();
        }
    }

    /** The message of a compressed frame. */
    public static byte[] inflate(byte[] payload) {
        byte[] input = Arrays.copyOf(payload, payload.length + 4);
        input[payload.length + 2] = (byte) 0xFF;
        input[payload.length + 3] = (byte) 0xFF;
        Inflater inflater = new Inflater(true);
        try (ByteArrayOutputStream message = new ByteArrayOutputStream()) {
            inflater.setInput(input);
            byte[] room = new byte[4096];
            for (int bytes = inflater.inflate(room); bytes > 0; bytes = inflater.inflate(room)) {
                message.write(room, 0, bytes);
            }
            return message.toByteArray();
        } catch (DataFormatException e) {
            throw new AssertionError("not DEFLATE", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            inflater.end();
        }
    }
}
