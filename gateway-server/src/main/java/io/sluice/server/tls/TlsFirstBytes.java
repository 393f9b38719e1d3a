package io.sluice.server.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.sluice.server.http.Problem;
import java.util.function.Function;

/**
 * Waits for the first byte of a connection, which tells whether TLS is spoken. Until then a connection costs no engine, and
 * one that speaks plain HTTP is told so.
 *
 * <pre>
 *           a handshake record
 * WAITING ─────────────────────► SslHandler behind it, removed
 *    │
 *    ├─ a letter ─► 400, closed          anything else ─► closed
 * </pre>
 */
final class TlsFirstBytes extends ChannelInboundHandlerAdapter {

    /** The type of the record that a ClientHello comes in (RFC 8446 §5.1). */
    private static final int HANDSHAKE = 22;

    private final TlsMetrics metrics;
    private final Function<ByteBufAllocator, SslHandler> handlers;
    private boolean refused;

    TlsFirstBytes(TlsMetrics metrics, Function<ByteBufAllocator, SslHandler> handlers) {
        this.metrics = metrics;
        this.handlers = handlers;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (refused || !(msg instanceof ByteBuf bytes) || !bytes.isReadable()) {
            ReferenceCountUtil.release(msg);
        } else if (bytes.getUnsignedByte(bytes.readerIndex()) == HANDSHAKE) {
            begin(ctx, bytes);
        } else {
            boolean isText = Character.isLetter(bytes.getByte(bytes.readerIndex()));
            bytes.release();
            refuse(ctx, isText);
        }
    }

    private void begin(ChannelHandlerContext ctx, ByteBuf bytes) {
        ctx.fireUserEventTriggered(TlsHandshake.BEGUN);
        if (!ctx.channel().isActive()) {
            bytes.release();
            return;
        }
        ctx.pipeline().addAfter(ctx.name(), ServerTls.handlerName(), handlers.apply(ctx.alloc()));
        ctx.fireChannelRead(bytes);
        ctx.pipeline().remove(this);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a close that fails finds the channel closed already
    private void refuse(ChannelHandlerContext ctx, boolean mayBeHttp) {
        refused = true;
        metrics.count(TlsFailure.NOT_TLS);
        if (!mayBeHttp) {
            ctx.close();
            return;
        }
        FullHttpResponse response = Problem.of(
                        HttpResponseStatus.BAD_REQUEST, "tls-required", "This port speaks TLS: use https:// or wss://.")
                .toResponse();
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ctx.pipeline().addBefore(ctx.name(), null, new HttpResponseEncoder());
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
