package io.sluice.server.subscriber.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.sluice.delivery.socket.Connection;
import io.sluice.model.Disconnect;

/** The end of an event stream's pipeline. Clients send nothing; one that keeps sending is sent away. */
final class StreamSession extends ChannelInboundHandlerAdapter {

    private static final int MAX_INBOUND_BYTES = 64 << 10;

    private final Connection connection;
    private long inboundBytes;

    StreamSession(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof ByteBuf bytes) {
            inboundBytes += bytes.readableBytes();
        }
        ReferenceCountUtil.release(msg);
        if (inboundBytes > MAX_INBOUND_BYTES && connection.isOpen()) {
            connection.close(Disconnect.POLICY);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        connection.abort(Disconnect.RESET);
    }
}
