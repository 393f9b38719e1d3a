package io.sluice.bench.jmh;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sluice.bench.jmh.InMemoryGateway.Worker;
import io.sluice.delivery.log.WebSocketFormat;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plain WebSocket subscriber of one topic, after its handshake. */
final class InMemorySubscriber extends ChannelInboundHandlerAdapter implements ConnectionListener, SubscribeListener {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Shard shard;
    private final TopicName topic;
    private final SwallowingChannel channel;
    private final Connection connection;
    private final Subscriber subscriber;

    private InMemorySubscriber(Worker worker, TopicName topic, long id, @Nullable InMemorySubscriber similar) {
        shard = worker.shard();
        this.topic = topic;
        channel = new SwallowingChannel(similar == null ? null : similar.channel);
        channel.pipeline().addLast(this);
        var unused = worker.loop().register(channel);
        ChannelHandlerContext context = channel.pipeline().context(this);
        connection = new Connection(
                new ConnectionInfo(id, "websocket", "192.0.2.1", Instant.EPOCH, null, null),
                context,
                false,
                CLOSE_TIMEOUT);
        connection.listen(this);
        subscriber = shard.register(connection, Surface.BARE);
    }

    /** So many of {@link InMemoryGateway#TOPIC}, open and at the head. */
    static List<InMemorySubscriber> atHead(InMemoryGateway gateway, int count) {
        return atHead(gateway, List.of(InMemoryGateway.TOPIC), count);
    }

    /**
     * So many of each topic, open and at the head. Each loop gets those that follow each other in memory, as it does where a
     * loop's own thread makes them.
     */
    static List<InMemorySubscriber> atHead(InMemoryGateway gateway, List<TopicName> topics, int each) {
        List<Worker> workers = gateway.workers();
        int count = topics.size() * each;
        List<InMemorySubscriber> all = new ArrayList<>(count);
        for (TopicName topic : topics) {
            for (int i = 0; i < each; i++) {
                int id = all.size();
                Worker worker = workers.get((int) ((long) id * workers.size() / count));
                InMemorySubscriber made = new InMemorySubscriber(worker, topic, id, id == 0 ? null : all.getFirst());
                all.add(made);
                made.subscribe(new Start.Head());
                if (all.size() % InMemoryGateway.SUBSCRIBES_AT_A_TIME == 0) {
                    gateway.run();
                }
            }
        }
        gateway.run();
        return all;
    }

    /** Asks for a cursor; delivery begins when the gateway runs. */
    void subscribe(Start start) {
        if (!shard.subscribe(subscriber, List.of(new TopicStart(topic, start)), WebSocketFormat.INSTANCE, this)) {
            throw new IllegalStateException("the lane of subscribes is full");
        }
    }

    /** Gives its cursor up. */
    void unsubscribe() {
        shard.unsubscribe(subscriber, topic);
    }

    /** Wire bytes that its socket took. */
    long takenBytes() {
        return channel.takenBytes();
    }

    @Override
    public void onSubscribed(List<Grant> grants) {
        if (connection.state() == ConnectionState.CONNECTING) {
            connection.onOpen(cause -> channel.close());
        } else {
            shard.resume(subscriber);
        }
    }

    @Override
    public void onRefused() {
        throw new IllegalStateException("the subscribe was refused");
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            shard.resume(subscriber);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.onInactive();
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
        shard.unregister(subscriber);
    }
}
