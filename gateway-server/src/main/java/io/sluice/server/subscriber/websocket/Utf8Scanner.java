package io.sluice.server.subscriber.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Checks that bytes are UTF-8 (RFC 3629 §4), piece by piece, so that a text is found wrong at its first wrong byte and not at
 * its end.
 */
final class Utf8Scanner implements ByteProcessor {

    private static final int LOWEST_NEXT = 0x80;
    private static final int HIGHEST_NEXT = 0xBF;

    /** How many bytes of a character are still to come, and within which bounds the next of them has to be. */
    private int toCome;

    private int lowest = LOWEST_NEXT;
    private int highest = HIGHEST_NEXT;

    /** Whether the readable bytes can follow those before; its indexes stay where they are. */
    boolean accepts(ByteBuf piece) {
        return piece.forEachByte(this) < 0;
    }

    /** Whether the text may end here. */
    boolean isComplete() {
        return toCome == 0;
    }

    @Override
    public boolean process(byte value) {
        return toCome == 0 ? begins(value & 0xFF) : goesOn(value & 0xFF);
    }

    private boolean begins(int first) {
        if (first < 0x80) {
            return true;
        } else if (first < 0xC2 || first > 0xF4) {
            return false;
        } else if (first < 0xE0) {
            toCome = 1;
        } else if (first < 0xF0) {
            toCome = 2;
            // No longer than needed, and no half of a surrogate pair.
            lowest = first == 0xE0 ? 0xA0 : LOWEST_NEXT;
            highest = first == 0xED ? 0x9F : HIGHEST_NEXT;
        } else {
            toCome = 3;
            // No longer than needed, and nothing above U+10FFFF.
            lowest = first == 0xF0 ? 0x90 : LOWEST_NEXT;
            highest = first == 0xF4 ? 0x8F : HIGHEST_NEXT;
        }
        return true;
    }

    private boolean goesOn(int next) {
        boolean allowed = next >= lowest && next <= highest;
        toCome--;
        lowest = LOWEST_NEXT;
        highest = HIGHEST_NEXT;
        return allowed;
    }
}
