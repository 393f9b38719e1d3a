package io.sluice.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import javax.net.ssl.SSLException;

/**
 * TLS between a subscriber and its socket. Any certificate is believed, since only this machine is ever asked. Each connection is
 * a session of its own, as those of as many clients would be.
 */
final class ClientTls {

    private final SslContext context;
    private final Behind behind;

    ClientTls(SharedReads sharedReads) {
        try {
            context = SslContextBuilder.forClient()
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .sessionCacheSize(1)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
        behind = new Behind(sharedReads);
    }

    void addTo(Channel channel) {
        channel.pipeline().addLast(context.newHandler(channel.alloc()), behind);
    }

    /** Gives the subscriber what it knows: a connection that is there when the handshake is done, and the shared buffer. */
    @Sharable
    private static final class Behind extends ChannelInboundHandlerAdapter {

        private final SharedReads sharedReads;

        Behind(SharedReads sharedReads) {
            this.sharedReads = sharedReads;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            // Told when the handshake is done.
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
                ctx.fireChannelActive();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf plain = (ByteBuf) message;
            try {
                while (plain.isReadable()) {
                    ctx.fireChannelRead(sharedReads.copyPart(plain));
                }
            } finally {
                plain.release();
            }
        }
    }
}
