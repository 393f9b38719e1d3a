package io.sluice.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import io.netty.handler.codec.http.QueryStringDecoder;
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
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** @param topics none stands for one that has no name */
    private record Subscription(Channel channel, List<String> topics) {
        boolean has(String topic) {
            return topics.contains(topic) || (topics.isEmpty() && topic.isEmpty());
        }
    }

    private final Fault fault;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Subscription> subscribers = new ArrayList<>();
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
                List<String> topics = topics(request);
                answer(ctx, push(topics.isEmpty() ? "" : topics.getFirst(), payload));
            } else if (request.uri().startsWith("/sse")) {
                startEvents(ctx);
                subscribers.add(new Subscription(ctx.channel(), topics(request)));
            } else if (request.uri().startsWith("/ws")) {
                openWebSocket(ctx, request);
                ctx.channel().writeAndFlush(new PingWebSocketFrame(Unpooled.copiedBuffer(new byte[] {1, 2, 3})));
                subscribers.add(new Subscription(ctx.channel(), topics(request)));
            } else if (request.uri().startsWith("/publish")) {
                openWebSocket(ctx, request);
                ctx.pipeline().addLast(new Commands());
            } else {
                answer(ctx, HttpResponseStatus.NOT_FOUND);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            subscribers.removeIf(subscription -> subscription.channel.equals(ctx.channel()));
        }

        /** Clients that leave without having read everything reset their connection. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private void openWebSocket(ChannelHandlerContext ctx, FullHttpRequest request) {
        new WebSocketServerHandshakerFactory(url("ws", "/ws"), null, false)
                .newHandshaker(request)
                .handshake(ctx.channel(), request);
    }

    private static List<String> topics(FullHttpRequest request) {
        return new QueryStringDecoder(request.uri()).parameters().getOrDefault("topic", List.of());
    }

    /** Takes {"topic", "data"} and answers {"type":"published"} or {"type":"error"}; with "quiet", nothing. */
    private final class Commands extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) throws Exception {
            JsonNode command = MAPPER.readTree(frame.text());
            HttpResponseStatus status =
                    push(command.path("topic").asText(), command.path("data").asText());
            if (!command.path("quiet").asBoolean()) {
                String type = status.code() == 202 ? "published" : "error";
                String id = command.path("id").asText();
                ctx.writeAndFlush(new TextWebSocketFrame("{\"type\":\"" + type + "\",\"id\":" + id + "}"));
            }
        }
    }

    private void startEvents(ChannelHandlerContext ctx) {
        DefaultHttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream;charset=utf-8");
        response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        ctx.writeAndFlush(response);
    }

    private static void answer(ChannelHandlerContext ctx, HttpResponseStatus status) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        ctx.writeAndFlush(response);
    }

    private HttpResponseStatus push(String topic, String payload) {
        messages++;
        if (fault == Fault.REFUSE && messages == FAULTY_MESSAGE) {
            return HttpResponseStatus.TOO_MANY_REQUESTS;
        }
        List<Subscription> audience =
                subscribers.stream().filter(subscriber -> subscriber.has(topic)).toList();
        for (int i = 1; i < audience.size(); i++) {
            deliver(audience.get(i).channel, payload);
        }
        if (!audience.isEmpty()) {
            deliverFaulty(audience.getFirst().channel, payload);
        }
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
