package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.WriteBufferWaterMark;
import io.sluice.delivery.World.Answer;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.delivery.hub.TopicRule;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.shard.Grant;
import io.sluice.delivery.shard.LagPolicy;
import io.sluice.delivery.shard.ShardSettings;
import io.sluice.delivery.shard.Start;
import io.sluice.delivery.shard.TopicStart;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import io.sluice.model.TopicPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Readers that drop, come back with their positions, stall and go on, while publishers run and hub and shards take their
 * tasks in an order drawn from a seed. Each reader knows only what it was told; that must be without a hole.
 */
class ResumeInterleavingTest {

    private static final int WORLDS = 100;
    private static final int ACTIONS = 300;
    private static final String[] TOPICS = {"disconnect", "skip", "latest", "few-keys"};

    private World world;
    private Random random;
    private TellingFormat[] formats;
    private final List<Seat> seats = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private final Map<String, String> keys = new HashMap<>();

    private record Sent(List<String> topics, String key, Answer answer) {}

    /** A reader and its present connection. */
    private final class Seat {
        final Reader reader = new Reader((topic, position) -> {
            noteKeys();
            return keys.get(topic + '/' + position);
        });
        final TellingFormat format = formats[random.nextInt(formats.length)];
        Client client;
        final Map<String, Position> asked = new HashMap<>();
        int granted;

        void connect() {
            client = world.connect(random.nextInt(world.shards.size()), format);
            client.opensAtOnce = random.nextBoolean();
            asked.clear();
            granted = 0;
            client.loop.run(() -> subscribe(TOPICS[random.nextInt(TOPICS.length)]));
        }

        void subscribe(String topic) {
            if (asked.containsKey(topic)) {
                return;
            }
            Position position = reader.position(topic);
            asked.put(topic, position);
            client.subscribe(format, List.of(new TopicStart(new TopicName(topic), start(position))));
        }

        private Start start(Position position) {
            if (position != null) {
                return new Start.After(position);
            }
            return switch (random.nextInt(4)) {
                case 0 -> new Start.Head();
                case 1 -> new Start.Oldest();
                case 2 -> new Start.Last(random.nextInt(20));
                default -> new Start.Since(Duration.ofMillis(random.nextInt(3000)));
            };
        }

        void look() {
            for (Grant grant : client.grants.subList(granted, client.grants.size())) {
                reader.onGranted(grant, asked.get(grant.feed().topic().value()));
            }
            granted = client.grants.size();
            reader.read(client.channel.takeBytes());
        }

        boolean isOver() {
            return switch (client.connection.state()) {
                case CONNECTING, OPEN -> false;
                case CLOSING, CLOSED -> true;
            };
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whoComesBackWithItsPositionMissesNothingWithoutBeingTold(long block) {
        for (long seed = block * 1000; seed < block * 1000 + WORLDS / 4; seed++) {
            try {
                runWorld(seed);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private void runWorld(long seed) {
        random = new Random(seed);
        seats.clear();
        sent.clear();
        keys.clear();
        formats = new TellingFormat[] {new TellingFormat(false), new TellingFormat(true)};
        try (World w = new World(plan())) {
            world = w;
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                Seat seat = new Seat();
                seats.add(seat);
                seat.connect();
            }
            for (int i = 0; i < ACTIONS; i++) {
                act();
                world.runSome(random, random.nextInt(8));
                world.clock.nanos += random.nextInt(20_000_000);
                seats.get(random.nextInt(seats.size())).look();
            }
            settle();
        }
    }

    private World.Plan plan() {
        World.Plan plan = new World.Plan();
        plan.shards = 1 + random.nextInt(2);
        Retention retention = new Retention(
                4 + random.nextInt(40), 200 + random.nextInt(4000), Duration.ofMillis(500 + random.nextInt(20_000)));
        plan.retention = retention;
        plan.rules.put(new TopicPattern("skip"), new TopicRule(retention, new LagPolicy.Skip(), false));
        plan.rules.put(new TopicPattern("latest"), new TopicRule(retention, new LagPolicy.Latest(100), false));
        plan.rules.put(new TopicPattern("few-keys"), new TopicRule(retention, new LagPolicy.Latest(2), false));
        plan.shardSettings = new ShardSettings(Duration.ofMillis(2), 20 + random.nextInt(300));
        plan.marks = new WriteBufferWaterMark(50, 51 + random.nextInt(200));
        return plan;
    }

    private void act() {
        int n = random.nextInt(100);
        if (n < 50) {
            publish();
            return;
        }
        Seat seat = seats.get(random.nextInt(seats.size()));
        if (seat.isOver()) {
            comeBack(seat);
            return;
        }
        Client client = seat.client;
        client.loop.run(() -> {
            switch (client.connection.state()) {
                case CONNECTING -> {
                    if (!client.grants.isEmpty()) {
                        client.open();
                    }
                }
                case OPEN -> actOpen(seat, n);
                case CLOSING, CLOSED -> {}
            }
        });
    }

    private void actOpen(Seat seat, int n) {
        Client client = seat.client;
        if (n < 60) {
            client.channel.setRoom(random.nextInt(100));
        } else if (n < 80) {
            client.channel.makeRoom(random.nextBoolean() ? random.nextInt(400) : Long.MAX_VALUE);
        } else if (n < 92) {
            seat.subscribe(TOPICS[random.nextInt(TOPICS.length)]);
        } else {
            client.channel.close();
        }
    }

    private void comeBack(Seat seat) {
        seat.look();
        seat.reader.onDisconnected();
        seat.client.loop.run(() -> seat.client.channel.close());
        seat.connect();
    }

    private void publish() {
        String[] topics = random.nextInt(4) == 0
                ? new String[] {TOPICS[0], TOPICS[1], TOPICS[2]}
                : new String[] {TOPICS[random.nextInt(TOPICS.length)]};
        String key = random.nextInt(10) == 0 ? null : "k" + random.nextInt(5);
        String text = "x".repeat(random.nextInt(random.nextInt(20) == 0 ? 400 : 40));
        sent.add(new Sent(List.of(topics), key, world.publishKeyed(key, text, topics)));
    }

    private void noteKeys() {
        for (Sent each : sent) {
            if (each.answer().outcome instanceof PublishOutcome.Accepted accepted) {
                for (int i = 0; i < each.topics().size(); i++) {
                    keys.put(each.topics().get(i) + '/' + accepted.positions().get(i), String.valueOf(each.key()));
                }
            }
        }
        sent.removeIf(each -> each.answer().outcome != null);
    }

    /** Everybody reads to the end and stands at the head of what it reads. */
    private void settle() {
        for (int round = 0; round < 4; round++) {
            world.runAll();
            for (Seat seat : seats) {
                if (seat.isOver()) {
                    comeBack(seat);
                }
                Client client = seat.client;
                world.runAll();
                client.loop.run(() -> {
                    switch (client.connection.state()) {
                        case CONNECTING -> client.open();
                        case OPEN -> client.channel.makeRoom(Long.MAX_VALUE);
                        case CLOSING, CLOSED -> {}
                    }
                });
            }
            world.pass(Duration.ofMillis(300));
        }
        for (Seat seat : seats) {
            seat.look();
            assertThat(seat.isOver()).isFalse();
            assertThat(seat.client.subscriber.behindMessages()).isZero();
            for (Position cursor : seat.client.subscriber.positions()) {
                assertThat(seat.asked.keySet().stream().map(seat.reader::position))
                        .as("the reader knows of everything up to its cursors")
                        .contains(cursor);
            }
        }
    }
}
