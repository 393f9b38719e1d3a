package io.sluice.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.delivery.hub.Hub;
import io.sluice.delivery.hub.HubSettings;
import io.sluice.delivery.hub.HubSettings.Idempotency;
import io.sluice.delivery.hub.HubSettings.MailboxLimits;
import io.sluice.delivery.hub.PublishCommand;
import io.sluice.delivery.hub.PublishListener;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.delivery.hub.TopicRule;
import io.sluice.delivery.hub.TopicRules;
import io.sluice.delivery.log.LogMemory;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.loop.NettyLoop;
import io.sluice.delivery.shard.LagPolicy;
import io.sluice.delivery.shard.PresenceListener;
import io.sluice.delivery.shard.Shard;
import io.sluice.delivery.shard.ShardSettings;
import io.sluice.model.PayloadKind;
import io.sluice.model.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A hub and its shards, each with a loop of its own, all on the caller's thread: nothing runs but within {@link #run}. */
final class InMemoryGateway implements AutoCloseable {

    static final TopicName TOPIC = new TopicName("rates.eurusd");
    static final int SUBSCRIBES_AT_A_TIME = 256;
    private static final int PUBLISHED_AT_A_TIME = 100;

    private static final List<TopicName> TOPICS = List.of(TOPIC);

    /**
     * How large it is.
     *
     * @param retention of every topic
     * @param loops for clients, each with a shard
     * @param maxTopics that may exist at a time
     */
    record Plan(Retention retention, int loops, int maxTopics) {
        private static final int SOME_TOPICS = 1000;

        /** One loop, few topics. */
        static Plan of(Retention retention) {
            return new Plan(retention, 1, SOME_TOPICS);
        }
    }

    /** A shard and the loop of its channels. */
    record Worker(EventLoop loop, Shard shard) {}

    /** The hub's first. Their loops run tasks when told to, and take every thread for their own. */
    private final List<EmbeddedChannel> drivers = new ArrayList<>();

    private final LogMemory memory = new LogMemory(2L << 30);
    private final Hub hub;
    private final List<Worker> workers = new ArrayList<>();
    private final PublishListener listener = this::onOutcome;
    private long accepted;
    private long refused;

    InMemoryGateway(Retention retention) {
        this(Plan.of(retention));
    }

    InMemoryGateway(Plan plan) {
        hub = new Hub(
                new NettyLoop(newLoop()),
                new HubSettings(
                        new MailboxLimits(4096, 16 << 20, 1),
                        SUBSCRIBES_AT_A_TIME,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        TopicRules.all(new TopicRule(plan.retention(), new LagPolicy.Disconnect(), false)),
                        plan.maxTopics(),
                        Idempotency.DEFAULT),
                memory,
                System.currentTimeMillis());
        ShardSettings settings = new ShardSettings(Duration.ofMillis(2), 32 << 10);
        for (int i = 0; i < plan.loops(); i++) {
            EventLoop loop = newLoop();
            workers.add(new Worker(loop, new Shard(i, new NettyLoop(loop), hub, settings, PresenceListener.NONE)));
        }
        hub.attach(workers.stream().map(worker -> worker.shard().inbox()).toList());
        run();
    }

    private EventLoop newLoop() {
        EmbeddedChannel driver = new EmbeddedChannel();
        drivers.add(driver);
        return driver.eventLoop();
    }

    /** What a topic retains unless something else is configured, in number and bytes. */
    static Retention defaultRetention() {
        return retentionOf(10_000);
    }

    /** That many publications, if they are no larger than 256 bytes. */
    static Retention retentionOf(int publications) {
        return new Retention(publications, Math.max(4 << 20, publications * 256L), Duration.ofHours(1));
    }

    Hub hub() {
        return hub;
    }

    /** The shard of the first loop. */
    Shard shard() {
        return workers.getFirst().shard();
    }

    List<Worker> workers() {
        return workers;
    }

    LogMemory memory() {
        return memory;
    }

    /** Publishes to {@link #TOPIC} with the next {@link #run}; the payload stays the caller's. */
    void publish(ByteBuf payload) {
        publish(TOPICS, payload);
    }

    /** The same to these topics. */
    void publish(List<TopicName> topics, ByteBuf payload) {
        hub.publish(new PublishCommand(topics, PayloadKind.TEXT, payload.retain(), null, null, null, listener));
        hub.flush();
    }

    /** Publishes so often to these topics, and runs. */
    void fill(List<TopicName> topics, ByteBuf payload, int publications) {
        for (int i = 1; i <= publications; i++) {
            publish(topics, payload);
            if (i % PUBLISHED_AT_A_TIME == 0) {
                run();
            }
        }
        run();
    }

    /** The same to {@link #TOPIC}. */
    void fill(ByteBuf payload, int publications) {
        fill(TOPICS, payload, publications);
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

    /** Deliveries of all shards so far. */
    long deliveries() {
        long sum = 0;
        for (Worker worker : workers) {
            sum += worker.shard().metrics().deliveries();
        }
        return sum;
    }

    /** Runs hub and shards until none of them has anything to do. */
    void run() {
        boolean ran;
        do {
            ran = false;
            for (EmbeddedChannel driver : drivers) {
                if (driver.hasPendingTasks()) {
                    driver.runPendingTasks();
                    ran = true;
                }
            }
        } while (ran);
    }

    /** Gives up all logs. Whoever measured refusals or less than it thought hears of it here. */
    @Override
    public void close() {
        hub.close(() -> {});
        run();
        if (refused > 0) {
            throw new IllegalStateException(refused + " publishes were refused");
        }
        drivers.forEach(EmbeddedChannel::checkException);
    }
}
