package io.sluice.bench.audit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * A kept connection to the push port with one request at a time. A request whose answer is not there in time, or whose
 * connection broke, is a failure and is sent again on a new connection, under the same id. Belongs to the client loop.
 */
public final class PushConnection {
    private static final int MAX_ANSWER_BYTES = 64 << 10;
    private static final long ANSWER_MILLIS = 10_000;
    private static final long RETRY_MILLIS = 250;

    private final Clients clients;
    private final Target target;
    private final Owner owner;
    private @Nullable Channel channel;
    private @Nullable FullHttpRequest pending;
    private long requests;
    private boolean connecting;
    private boolean timedOut;
    private boolean closed;

    public PushConnection(Clients clients, Target target, Owner owner) {
        this.clients = clients;
        this.target = target;
        this.owner = owner;
    }

    /** Whose publications these are. */
    public interface Owner {
        /** The answer to the last request, which may be anything; valid during the call only. */
        void onAnswer(FullHttpResponse answer);

        /**
         * There was no answer. The request goes out again, unless it is abandoned now.
         *
         * @param sent false if it has not been sent, so that nothing can have come of it
         */
        void onFailure(String what, boolean sent);
    }

    /** Sends; the last request must have been answered. */
    public void post(String topic, String id, ByteBuf payload) {
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/api/push?topic=" + topic, payload);
        request.headers()
                .set(HttpHeaderNames.HOST, target.authority())
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain")
                .set(HttpHeaderNames.CONTENT_LENGTH, payload.readableBytes())
                .set("Idempotency-Key", id);
        pending = request;
        requests++;
        send();
    }

    /** Gives up the request that is under way; an answer that still comes is not told. */
    public void abandon() {
        FullHttpRequest unanswered = pending;
        if (unanswered != null) {
            unanswered.release();
            pending = null;
        }
    }

    public void close() {
        closed = true;
        abandon();
        Channel open = channel;
        if (open != null) {
            open.close();
        }
    }

    private void send() {
        Channel open = channel;
        FullHttpRequest request = pending;
        if (closed || request == null) {
            return;
        }
        if (open == null) {
            connect();
            return;
        }
        open.writeAndFlush(request.retainedDuplicate(), open.voidPromise());
        long sent = requests;
        clients.after(ANSWER_MILLIS, () -> {
            if (requests == sent && pending != null && open.isActive()) {
                owner.onFailure("no answer within " + ANSWER_MILLIS + " ms", true);
                timedOut = true;
                open.close();
            }
        });
    }

    /** Unless it is abandoned by then, and another is under way. */
    private void sendAgain() {
        long failed = requests;
        clients.after(RETRY_MILLIS, () -> {
            if (requests == failed) {
                send();
            }
        });
    }

    private void connect() {
        if (connecting) {
            return;
        }
        connecting = true;
        clients.bootstrap(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel begun) {
                        begun.pipeline()
                                .addLast(
                                        new HttpClientCodec(),
                                        new HttpObjectAggregator(MAX_ANSWER_BYTES),
                                        new Answers());
                    }
                })
                .connect(target.address())
                .addListener((ChannelFutureListener) connected -> {
                    connecting = false;
                    if (connected.isSuccess()) {
                        channel = connected.channel();
                        send();
                    } else {
                        owner.onFailure("cannot connect: " + connected.cause().getMessage(), false);
                        sendAgain();
                    }
                });
    }

    private final class Answers extends SimpleChannelInboundHandler<FullHttpResponse> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse answer) {
            FullHttpRequest answered = pending;
            if (answered != null) {
                pending = null;
                answered.release();
                owner.onAnswer(answer);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            channel = null;
            boolean told = timedOut;
            timedOut = false;
            if (pending != null && !closed) {
                if (!told) {
                    owner.onFailure("the push connection ended before the answer", true);
                }
                sendAgain();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
            ctx.close();
        }
    }
}
