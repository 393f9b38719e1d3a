package io.sluice.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;

/** A channel whose kernel takes as many bytes as a test allows, and keeps them for the test to read. */
final class SlowChannel extends EmbeddedChannel {

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private long room = Long.MAX_VALUE;
    private int flushes;
    private int writes;

    SlowChannel(WriteBufferWaterMark marks, ChannelHandler handler) {
        super(handler);
        config().setWriteBufferWaterMark(marks);
    }

    /** From now on the kernel takes that many bytes and no more. */
    void setRoom(long bytes) {
        room = bytes;
    }

    /** The kernel sent something: it takes more, and Netty goes on writing. On the loop only. */
    void makeRoom(long bytes) {
        room = room + bytes < 0 ? Long.MAX_VALUE : room + bytes;
        flush();
        flushes--;
    }

    byte[] takeBytes() {
        byte[] bytes = taken.toByteArray();
        taken.reset();
        return bytes;
    }

    /** How often somebody flushed what was written. */
    int flushes() {
        return flushes;
    }

    /** Buffers that were written and went on to the kernel. */
    int writes() {
        return writes;
    }

    @Override
    public SlowChannel flush() {
        super.flush();
        return this;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        flushes++;
        while (in.current() instanceof ByteBuf buffer && room > 0) {
            int bytes = (int) Math.min(room, buffer.readableBytes());
            byte[] copy = new byte[bytes];
            buffer.getBytes(buffer.readerIndex(), copy);
            taken.writeBytes(copy);
            room -= bytes;
            writes += bytes == buffer.readableBytes() ? 1 : 0;
            in.removeBytes(bytes);
        }
    }
}
