package io.sluice.bench.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A push gateway of one thread on a free loopback port, which treats one message in a wrong way if told to. */
@SuppressWarnings("FutureReturnValueIgnored")
final class TestHub implements AutoCloseable {
    enum Fault {
        NONE,
        DROP,
        DUPLICATE,
        SWAP,
        REFUSE,
        CLOSE
    }

    private static final int FAULTY_MESSAGE = 10;

    private final Fault fault;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Channel> subscribers = new ArrayList<>();
    private final Channel listener;
    private int messages;
    private @Nullable String held;

    TestHub(Fault fault) {
        this.fault = fault;
        this.listener = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 20), new Requests());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    String url(String scheme, String path) {
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        return scheme + "://127.0.0.1:" + port + path;
    }

    @Override
    public void close() {
        // First, because a selector that still knows the key keeps the port open.
        listener.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            if (request.method().equals(HttpMethod.POST)) {
                String payload = request.content().toString(StandardCharsets.US_ASCII);
                answer(ctx, push(payload));
            } else if (request.uri().startsWith("/sse")) {
                startEvents(ctx);
            } else if (request.uri().startsWith("/ws")) {
                new WebSocketServerHandshakerFactory(url("ws", "/ws"), null, false)
                        .newHandshaker(request)
                        .handshake(ctx.channel(), request);
                ctx.channel().writeAndFlush(new PingWebSocketFrame(Unpooled.copiedBuffer(new byte[] {1, 2, 3})));
                subscribers.add(ctx.channel());
            } else {
                answer(ctx, HttpResponseStatus.NOT_FOUND);
            }
        }

        /** Clients that leave without having read everything reset their connection. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private void startEvents(ChannelHandlerContext ctx) {
        DefaultHttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream;charset=utf-8");
        response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        ctx.writeAndFlush(response);
        subscribers.add(ctx.channel());
    }

    private static void answer(ChannelHandlerContext ctx, HttpResponseStatus status) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        ctx.writeAndFlush(response);
    }

    private HttpResponseStatus push(String payload) {
        messages++;
        if (fault == Fault.REFUSE && messages == FAULTY_MESSAGE) {
            return HttpResponseStatus.TOO_MANY_REQUESTS;
        }
        for (Channel subscriber : subscribers.subList(1, subscribers.size())) {
            deliver(subscriber, payload);
        }
        deliverFaulty(subscribers.get(0), payload);
        return HttpResponseStatus.ACCEPTED;
    }

    private void deliverFaulty(Channel first, String payload) {
        String before = held;
        held = null;
        Fault now = messages == FAULTY_MESSAGE ? fault : Fault.NONE;
        switch (now) {
            case DROP -> {}
            case DUPLICATE -> {
                deliver(first, payload);
                deliver(first, payload);
            }
            case SWAP -> held = payload;
            case CLOSE ->
                first.writeAndFlush(new CloseWebSocketFrame(1012, "restart")).addListener(ChannelFutureListener.CLOSE);
            case NONE, REFUSE -> deliver(first, payload);
        }
        if (before != null) {
            deliver(first, before);
        }
    }

    private static void deliver(Channel subscriber, String payload) {
        boolean webSocket = subscriber.pipeline().get(HttpServerCodec.class) == null;
        ByteBuf event = Unpooled.copiedBuffer("id: 1\ndata: " + payload + "\n\n", StandardCharsets.US_ASCII);
        subscriber.writeAndFlush(webSocket ? new TextWebSocketFrame(payload) : new DefaultHttpContent(event));
    }
}
