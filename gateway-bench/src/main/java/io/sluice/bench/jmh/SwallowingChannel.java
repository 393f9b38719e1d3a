package io.sluice.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelId;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A channel whose kernel takes everything at once and forgets it. It has what Netty's own channels have on the way of a write
 * (pipeline, outbound buffer, watermarks) and else as little as possible: there may be a million of them.
 */
final class SwallowingChannel extends AbstractChannel {

    private static final ChannelMetadata METADATA = new ChannelMetadata(false);
    private static final ChannelId ONE_FOR_ALL = DefaultChannelId.newInstance();
    private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(32 << 10, 64 << 10);

    private final ChannelConfig config;
    private boolean open = true;
    private long takenBytes;

    /**
     * A channel that is not registered yet.
     *
     * @param similar whose configuration it shares; null for one of its own
     */
    SwallowingChannel(@Nullable SwallowingChannel similar) {
        super(null, ONE_FOR_ALL);
        config = similar == null ? new DefaultChannelConfig(this).setWriteBufferWaterMark(MARKS) : similar.config;
    }

    /** Bytes that were written and flushed. */
    long takenBytes() {
        return takenBytes;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        while (in.current() instanceof ByteBuf bytes) {
            takenBytes += bytes.readableBytes();
            in.remove();
        }
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new AbstractUnsafe() {
            @Override
            public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return null;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return null;
    }

    @Override
    protected void doBind(SocketAddress local) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void doDisconnect() {
        open = false;
    }

    @Override
    protected void doClose() {
        open = false;
    }

    @Override
    protected void doBeginRead() {
        // Nothing ever comes.
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }
}
