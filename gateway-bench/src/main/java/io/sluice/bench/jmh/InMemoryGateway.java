package io.sluice.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.delivery.hub.Hub;
import io.sluice.delivery.hub.HubSettings;
import io.sluice.delivery.hub.HubSettings.Idempotency;
import io.sluice.delivery.hub.HubSettings.MailboxLimits;
import io.sluice.delivery.hub.PublishCommand;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.delivery.hub.TopicRule;
import io.sluice.delivery.hub.TopicRules;
import io.sluice.delivery.log.LogMemory;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.loop.NettyLoop;
import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.delivery.shard.LagPolicy;
import io.sluice.delivery.shard.PresenceListener;
import io.sluice.delivery.shard.Shard;
import io.sluice.delivery.shard.ShardSettings;
import io.sluice.model.PayloadKind;
import io.sluice.model.TopicName;
import java.time.Duration;
import java.util.List;

/** A hub and one shard on the caller's thread: nothing runs but within {@link #run}. */
final class InMemoryGateway implements AutoCloseable {

    static final TopicName TOPIC = new TopicName("rates.eurusd");
    static final int SUBSCRIBES_AT_A_TIME = 256;

    private static final List<TopicName> TOPICS = List.of(TOPIC);

    /** Its loop runs its tasks when told to, and takes every thread for its own. */
    private final EmbeddedChannel driver = new EmbeddedChannel();

    private final LogMemory memory = new LogMemory(1L << 30);
    private final Hub hub;
    private final Shard shard;
    private long accepted;
    private long refused;

    InMemoryGateway(Retention retention) {
        OwnerLoop loop = new NettyLoop(driver.eventLoop());
        hub = new Hub(
                loop,
                new HubSettings(
                        new MailboxLimits(4096, 16 << 20, 1),
                        SUBSCRIBES_AT_A_TIME,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        TopicRules.all(new TopicRule(retention, new LagPolicy.Disconnect(), false)),
                        1000,
                        Idempotency.DEFAULT),
                memory,
                System.currentTimeMillis());
        shard = new Shard(0, loop, hub, new ShardSettings(Duration.ofMillis(2), 32 << 10), PresenceListener.NONE);
        hub.attach(List.of(shard.inbox()));
        run();
    }

    /** What a topic retains unless something else is configured, in number and bytes. */
    static Retention defaultRetention() {
        return new Retention(10_000, 4 << 20, Duration.ofHours(1));
    }

    Hub hub() {
        return hub;
    }

    Shard shard() {
        return shard;
    }

    LogMemory memory() {
        return memory;
    }

    EventLoop eventLoop() {
        return driver.eventLoop();
    }

    /** Publishes to {@link #TOPIC} with the next {@link #run}; the payload stays the caller's. */
    void publish(ByteBuf payload) {
        hub.publish(new PublishCommand(TOPICS, PayloadKind.TEXT, payload.retain(), null, null, null, this::onOutcome));
    }

    private void onOutcome(PublishOutcome outcome) {
        if (outcome instanceof PublishOutcome.Accepted) {
            accepted++;
        } else {
            refused++;
        }
    }

    /** Publishes accepted so far. */
    long accepted() {
        return accepted;
    }

    /** Runs hub and shard until neither has anything to do. */
    void run() {
        driver.runPendingTasks();
    }

    /** Gives up all logs. Whoever measured refusals or less than it thought hears of it here. */
    @Override
    public void close() {
        hub.close(() -> {});
        run();
        if (refused > 0) {
            throw new IllegalStateException(refused + " publishes were refused");
        }
        driver.checkException();
    }
}
