package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.sluice.delivery.log.WebSocketFormat;
import io.sluice.delivery.log.WireFormat;
import io.sluice.delivery.shard.Grant;
import io.sluice.delivery.shard.Shard;
import io.sluice.delivery.shard.Start;
import io.sluice.delivery.shard.SubscribeListener;
import io.sluice.delivery.shard.Subscriber;
import io.sluice.delivery.shard.Surface;
import io.sluice.delivery.shard.TopicStart;
import io.sluice.delivery.socket.Connection;
import io.sluice.delivery.socket.ConnectionListener;
import io.sluice.delivery.socket.ConnectionState;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.Disconnect;
import io.sluice.model.TopicName;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A subscriber with everything that belongs to it: channel, connection, and a record of what it got. */
final class Client implements ConnectionListener, SubscribeListener {

    final Shard shard;
    final ManualLoop loop;
    final SlowChannel channel;
    final Connection connection;
    final Subscriber subscriber;
    final List<Grant> grants = new ArrayList<>();
    Disconnect goodbye;
    Disconnect closed;
    boolean refused;
    boolean opensAtOnce;
    /** Runs each time before a writability change reaches the shard. */
    Runnable onWritability = () -> {};

    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();

    Client(long id, Shard shard, ManualLoop loop, WriteBufferWaterMark marks, Surface surface) {
        this.shard = shard;
        this.loop = loop;
        Handler handler = new Handler();
        this.channel = new SlowChannel(marks, handler);
        this.connection = new Connection(
                new ConnectionInfo(id, "websocket", "192.0.2.1", Instant.EPOCH, null, null),
                handler.context,
                false,
                Duration.ofSeconds(5));
        connection.listen(this);
        this.subscriber = shard.register(connection, surface);
    }

    /** Writability and the end, as a surface reports them. */
    private final class Handler extends ChannelInboundHandlerAdapter {
        ChannelHandlerContext context;

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            context = ctx;
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            onWritability.run();
            if (ctx.channel().isWritable()) {
                shard.resume(subscriber);
            }
        }

        /** What was written and never sent fails when the channel closes. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            assertThat(cause).isInstanceOf(ClosedChannelException.class);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            connection.onInactive();
        }
    }

    // ---- what a surface does, on the loop

    boolean subscribe(String... topics) {
        return subscribe(WebSocketFormat.INSTANCE, topics);
    }

    boolean subscribe(WireFormat format, String... topics) {
        return subscribe(
                format,
                Arrays.stream(topics)
                        .map(topic -> new TopicStart(new TopicName(topic), new Start.Head()))
                        .toList());
    }

    boolean subscribe(WireFormat format, List<TopicStart> starts) {
        return shard.subscribe(subscriber, starts, format, this);
    }

    void open() {
        connection.onOpen(cause -> goodbye = cause);
    }

    @Override
    public void onOpened() {
        shard.resume(subscriber);
    }

    @Override
    public void onStopDelivery() {
        shard.stopDelivery(subscriber);
    }

    @Override
    public void onClosed(Disconnect cause) {
        closed = cause;
        shard.unregister(subscriber);
    }

    @Override
    public void onSubscribed(List<Grant> granted) {
        grants.addAll(granted);
        if (opensAtOnce && connection.state() == ConnectionState.CONNECTING) {
            open();
        } else if (connection.isOpen()) {
            shard.resume(subscriber);
        }
    }

    @Override
    public void onRefused() {
        refused = true;
    }

    // ---- what a test reads

    /** The texts of the frames that came in whole since the last call. */
    List<String> takeTexts() {
        unread.writeBytes(channel.takeBytes());
        ByteBuffer in = ByteBuffer.wrap(unread.toByteArray());
        List<String> texts = new ArrayList<>();
        while (in.remaining() >= 2) {
            in.mark();
            in.get();
            int code = in.get() & 0xFF;
            long length = code;
            if (code >= 126) {
                int more = code == 126 ? 2 : 8;
                if (in.remaining() < more) {
                    in.reset();
                    break;
                }
                length = code == 126 ? in.getShort() & 0xFFFF : in.getLong();
            }
            if (in.remaining() < length) {
                in.reset();
                break;
            }
            byte[] payload = new byte[(int) length];
            in.get(payload);
            texts.add(new String(payload, StandardCharsets.UTF_8));
        }
        unread.reset();
        unread.write(in.array(), in.position(), in.remaining());
        return texts;
    }
}
