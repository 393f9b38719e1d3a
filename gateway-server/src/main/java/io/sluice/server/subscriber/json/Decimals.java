package io.sluice.server.subscriber.json;

import io.netty.buffer.ByteBuf;

/** Whole numbers from 0 in decimal digits, without a text in between. */
final class Decimals {

    private static final int RADIX = 10;

    private Decimals() {}

    /** How many digits a number has. */
    static int digits(long number) {
        int digits = 1;
        for (long rest = number / RADIX; rest > 0; rest /= RADIX) {
            digits++;
        }
        return digits;
    }

    static void write(long number, ByteBuf out) {
        int digits = digits(number);
        int end = out.writerIndex() + digits;
        out.ensureWritable(digits).writerIndex(end);
        long rest = number;
        for (int at = end - 1; at >= end - digits; at--) {
            out.setByte(at, '0' + (int) (rest % RADIX));
            rest /= RADIX;
        }
    }
}
