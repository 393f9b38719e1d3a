package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.sluice.delivery.hub.Hub;
import io.sluice.delivery.hub.HubSettings;
import io.sluice.delivery.hub.HubSettings.Idempotency;
import io.sluice.delivery.hub.HubSettings.MailboxLimits;
import io.sluice.delivery.hub.PublishCommand;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.delivery.hub.TopicRule;
import io.sluice.delivery.hub.TopicRules;
import io.sluice.delivery.hub.TopicSource;
import io.sluice.delivery.log.LogMemory;
import io.sluice.delivery.log.LogMemoryProbe;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.log.WebSocketFormat;
import io.sluice.delivery.log.WireFormat;
import io.sluice.delivery.shard.LagPolicy;
import io.sluice.delivery.shard.PresenceListener;
import io.sluice.delivery.shard.Shard;
import io.sluice.delivery.shard.ShardSettings;
import io.sluice.delivery.shard.Surface;
import io.sluice.model.PayloadKind;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import io.sluice.model.TopicPattern;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** A hub, its shards and their clients on manual loops. Closing it checks that nothing is left behind. */
final class World implements AutoCloseable {

    /** What a test may want otherwise. */
    static final class Plan {
        int shards = 1;
        Retention retention = new Retention(1000, 1 << 20, Duration.ofMinutes(1));
        Map<TopicPattern, TopicRule> rules = new LinkedHashMap<>();
        MailboxLimits mailbox = new MailboxLimits(1000, 1 << 20, 1);
        int subscribeCommands = 100;
        int maxTopics = 1000;
        Idempotency idempotency = Idempotency.DEFAULT;
        long budgetBytes = 64 << 20;
        /** Null for one of this budget. */
        LogMemory memory;

        Duration publishWait = Duration.ofSeconds(1);
        Duration maxStall = Duration.ofSeconds(10);
        PresenceListener presence = PresenceListener.NONE;
        /** Null where the hub makes the offsets itself. */
        TopicSource source;

        ShardSettings shardSettings = new ShardSettings(Duration.ofMillis(2), 16 << 10);
        WriteBufferWaterMark marks = new WriteBufferWaterMark(32 << 10, 64 << 10);

        void retain(String pattern, Retention other) {
            rules.put(new TopicPattern(pattern), new TopicRule(other, new LagPolicy.Disconnect(), false));
        }

        TopicRules rules() {
            return new TopicRules(new TopicRule(retention, new LagPolicy.Disconnect(), false), rules);
        }

        Duration longestAge() {
            return Stream.concat(Stream.of(retention), rules.values().stream().map(TopicRule::retention))
                    .map(Retention::age)
                    .max(Duration::compareTo)
                    .orElseThrow();
        }
    }

    final ManualLoop.Clock clock = new ManualLoop.Clock();
    final ManualLoop hubLoop = new ManualLoop(clock);
    final List<ManualLoop> shardLoops = new ArrayList<>();
    final List<Shard> shards = new ArrayList<>();
    final List<Client> clients = new ArrayList<>();
    final LogMemory memory;
    final Hub hub;
    private final Plan plan;
    private final List<ByteBuf> payloads = new ArrayList<>();

    World(Plan plan) {
        this.plan = plan;
        this.memory = plan.memory == null ? LogMemoryProbe.take(plan.budgetBytes) : plan.memory;
        this.hub = new Hub(
                hubLoop,
                new HubSettings(
                        plan.mailbox,
                        plan.subscribeCommands,
                        plan.publishWait,
                        plan.maxStall,
                        plan.rules(),
                        plan.maxTopics,
                        plan.idempotency),
                memory,
                1_000_000,
                plan.source);
        for (int i = 0; i < plan.shards; i++) {
            ManualLoop loop = new ManualLoop(clock);
            shardLoops.add(loop);
            shards.add(new Shard(i, loop, hub, plan.shardSettings, plan.presence));
        }
        hub.attach(shards.stream().map(Shard::inbox).toList());
        runAll();
    }

    World() {
        this(new Plan());
    }

    // ---- clients

    Client connect(int shard) {
        return connect(shard, Surface.BARE);
    }

    Client connect(int shard, Surface surface) {
        List<Client> made = new ArrayList<>();
        ManualLoop loop = shardLoops.get(shard);
        loop.run(() -> made.add(new Client(clients.size(), shards.get(shard), loop, plan.marks, surface)));
        clients.add(made.getFirst());
        return made.getFirst();
    }

    /** An open client with its cursors in place. */
    Client subscribed(int shard, String... topics) {
        return subscribed(shard, WebSocketFormat.INSTANCE, topics);
    }

    Client subscribed(int shard, WireFormat format, String... topics) {
        Client client = connect(shard);
        client.loop.run(() -> assertThat(client.subscribe(format, topics)).isTrue());
        runAll();
        client.loop.run(client::open);
        return client;
    }

    void disconnect(Client client) {
        client.loop.run(() -> client.channel.close());
    }

    // ---- publishers

    /** What became of one publish; null until it is answered. */
    static final class Answer {
        PublishOutcome outcome;

        List<Position> positions() {
            return ((PublishOutcome.Accepted) outcome).positions();
        }

        boolean replayed() {
            return ((PublishOutcome.Accepted) outcome).replayed();
        }

        long offset() {
            return positions().getFirst().offset();
        }

        PublishOutcome.Reason refusal() {
            return ((PublishOutcome.Refused) outcome).reason();
        }
    }

    Answer publish(String text, String... topics) {
        return publishAs(null, text, topics);
    }

    Answer publishAs(String publisher, String text, String... topics) {
        return publishWithIdAs(publisher, null, text, topics);
    }

    Answer publishWithId(String id, String text, String... topics) {
        return publishWithIdAs(null, id, text, topics);
    }

    Answer publishKeyed(String key, String text, String... topics) {
        return publish(null, null, key, text, topics);
    }

    Answer publishWithIdAs(String publisher, String id, String text, String... topics) {
        return publish(publisher, id, null, text, topics);
    }

    private Answer publish(String publisher, String id, String key, String text, String... topics) {
        ByteBuf payload = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        payloads.add(payload);
        Answer answer = new Answer();
        hub.publish(new PublishCommand(
                Arrays.stream(topics).map(TopicName::new).toList(),
                PayloadKind.TEXT,
                payload,
                key,
                id,
                publisher,
                outcome -> {
                    assertThat(answer.outcome).as("answered once").isNull();
                    answer.outcome = outcome;
                }));
        hub.flush();
        return answer;
    }

    /** Publishes without remembering anything of it, for measuring. */
    void publishForgotten(String topic) {
        hub.publish(new PublishCommand(
                List.of(new TopicName(topic)),
                PayloadKind.TEXT,
                Unpooled.copiedBuffer("m", StandardCharsets.UTF_8),
                null,
                null,
                null,
                outcome -> assertThat(outcome).isInstanceOf(PublishOutcome.Accepted.class)));
        hub.flush();
    }

    // ---- time

    private Stream<ManualLoop> loops() {
        return Stream.concat(Stream.of(hubLoop), shardLoops.stream());
    }

    /** Runs all loops until nothing is due at this time. */
    void runAll() {
        boolean ran = true;
        while (ran) {
            ran = false;
            for (ManualLoop loop : loops().toList()) {
                while (loop.step()) {
                    ran = true;
                }
            }
        }
    }

    /** Runs up to that many tasks of loops chosen at random. */
    void runSome(Random random, int steps) {
        for (int i = 0; i < steps; i++) {
            int n = random.nextInt(1 + shardLoops.size());
            (n == 0 ? hubLoop : shardLoops.get(n - 1)).step();
        }
    }

    void runHub() {
        while (hubLoop.step()) {
            // until nothing is due
        }
    }

    void runShard(int shard) {
        while (shardLoops.get(shard).step()) {
            // until nothing is due
        }
    }

    /** Lets time pass in small steps and runs everything that becomes due. */
    void pass(Duration time) {
        long step = Math.max(1, Math.min(time.toNanos(), Duration.ofMillis(100).toNanos()));
        for (long left = time.toNanos(); left > 0; left -= step) {
            clock.nanos += Math.min(left, step);
            runAll();
        }
    }

    /** Disconnects everybody, lets everything expire and checks that nothing is left. */
    @Override
    public void close() {
        for (Client client : clients) {
            disconnect(client);
            client.channel.finishAndReleaseAll();
        }
        runAll();
        pass(plan.longestAge().plus(Duration.ofSeconds(6)));
        assertThat(hub.topicCount()).as("topics").isZero();
        assertThat(hub.mailboxCommands()).as("commands").isZero();
        assertThat(hub.mailboxBytes()).as("bytes").isZero();
        assertThat(hub.waitingSubscribes()).as("subscribes").isZero();
        assertThat(shards.stream().mapToInt(s -> s.metrics().subscribers()).sum())
                .as("subscribers")
                .isZero();
        if (plan.memory == null) {
            LogMemoryProbe.giveBack(memory);
        } else {
            LogMemoryProbe.assertNothingHeld(memory);
        }
        assertThat(payloads).allMatch(payload -> payload.refCnt() == 0);
    }
}
