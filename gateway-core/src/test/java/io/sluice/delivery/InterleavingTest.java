package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.WriteBufferWaterMark;
import io.sluice.delivery.World.Answer;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.shard.Grant;
import io.sluice.delivery.shard.ShardSettings;
import io.sluice.model.Disconnect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything at once, in an order drawn from a seed: hub and shards take their tasks in turns as they happen to, clients
 * come, stall, go on and leave. Whoever stays must get exactly what came after its grant.
 */
class InterleavingTest {

    private static final long WORLDS = 120;
    private static final int ACTIONS = 250;
    private static final String[] TOPICS = {"a", "b", "c"};

    private World world;
    private Random random;

    /** Every payload names itself; the answer to its publish says which offset it has in each topic. */
    private final Map<String, Answer> answers = new LinkedHashMap<>();

    private final Map<String, String[]> topicsOf = new HashMap<>();
    private final Map<Client, Map<String, Long>> expectedNext = new HashMap<>();
    private final Map<Client, Set<String>> halfSeen = new HashMap<>();
    private final Set<Client> everStalled = new HashSet<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whoeverStaysGetsEveryOffsetOnceInOrder(long block) {
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
        answers.clear();
        topicsOf.clear();
        expectedNext.clear();
        halfSeen.clear();
        everStalled.clear();
        World.Plan plan = new World.Plan();
        plan.shards = 1 + random.nextInt(3);
        plan.retention = new Retention(4 + random.nextInt(40), 200 + random.nextInt(4000), Duration.ofSeconds(20));
        plan.shardSettings = new ShardSettings(Duration.ofMillis(2), 20 + random.nextInt(300));
        plan.marks = new WriteBufferWaterMark(50, 51 + random.nextInt(200));
        try (World w = new World(plan)) {
            world = w;
            for (int i = 0; i < ACTIONS; i++) {
                act();
                world.runSome(random, random.nextInt(6));
                world.clock.nanos += random.nextInt(2_000_000);
                if (random.nextInt(10) == 0) {
                    world.clients.forEach(this::check);
                }
            }
            settle();
        }
    }

    private void act() {
        int n = random.nextInt(100);
        if (n < 12 || world.clients.isEmpty()) {
            Client client = world.connect(random.nextInt(world.shards.size()));
            client.opensAtOnce = random.nextBoolean();
            if (!client.opensAtOnce) {
                everStalled.add(client);
            }
            client.loop.run(() -> client.subscribe(someTopics()));
        } else if (n < 65) {
            publish();
        } else {
            Client client = world.clients.get(random.nextInt(world.clients.size()));
            client.loop.run(() -> act(client, n));
        }
    }

    private void act(Client client, int n) {
        switch (client.connection.state()) {
            case CONNECTING -> {
                if (!client.grants.isEmpty() && n < 95) {
                    client.open();
                } else if (n > 97) {
                    client.channel.close();
                }
            }
            case OPEN -> {
                if (n < 75) {
                    everStalled.add(client);
                    client.channel.setRoom(random.nextInt(100));
                } else if (n < 92) {
                    client.channel.makeRoom(random.nextBoolean() ? random.nextInt(400) : Long.MAX_VALUE);
                } else if (n < 94) {
                    client.connection.close(Disconnect.KICKED);
                } else if (n < 96) {
                    client.channel.close();
                }
            }
            case CLOSING, CLOSED -> client.channel.close();
        }
    }

    private String[] someTopics() {
        List<String> some = new ArrayList<>();
        for (String topic : TOPICS) {
            if (random.nextInt(2) == 0) {
                some.add(topic);
            }
        }
        return some.isEmpty() ? new String[] {"a"} : some.toArray(String[]::new);
    }

    private void publish() {
        String text = answers.size() + "-" + "x".repeat(random.nextInt(random.nextInt(20) == 0 ? 400 : 40));
        String[] topics = someTopics();
        answers.put(text, world.publish(text, topics));
        topicsOf.put(text, topics);
    }

    /** Whatever came since the last look is the next of one of its topics. */
    private void check(Client client) {
        Map<String, Long> next = expectedNext.computeIfAbsent(client, c -> new HashMap<>());
        for (Grant grant : client.grants) {
            next.putIfAbsent(grant.feed().topic().value(), grant.after().offset() + 1);
        }
        Set<String> seen = halfSeen.computeIfAbsent(client, c -> new HashSet<>());
        for (String text : client.takeTexts()) {
            Answer answer = answers.get(text);
            assertThat(answer).as(text).isNotNull();
            String[] topics = topicsOf.get(text);
            boolean fits = false;
            for (int i = 0; i < topics.length && !fits; i++) {
                Long expected = next.get(topics[i]);
                long offset = answer.positions().get(i).offset();
                // A text that went to several topics comes once for each of those the client reads.
                if (expected != null && expected == offset && seen.add(text + '@' + topics[i])) {
                    next.put(topics[i], expected + 1);
                    fits = true;
                }
            }
            assertThat(fits).as("%s is next; expected %s", text, next).isTrue();
        }
    }

    private void settle() {
        for (int i = 0; i < 3; i++) {
            world.runAll();
            for (Client client : world.clients) {
                client.loop.run(() -> {
                    if (client.connection.isOpen()) {
                        client.channel.makeRoom(Long.MAX_VALUE);
                    }
                });
            }
            world.pass(Duration.ofSeconds(1));
        }
        Map<String, Long> heads = new HashMap<>();
        answers.forEach((text, answer) -> {
            assertThat(answer.outcome).as(text).isNotNull();
            if (answer.outcome instanceof PublishOutcome.Accepted) {
                for (int i = 0; i < topicsOf.get(text).length; i++) {
                    long offset = answer.positions().get(i).offset();
                    Long before = heads.put(topicsOf.get(text)[i], offset);
                    assertThat(offset)
                            .as("offsets follow the order of the publishes")
                            .isEqualTo(1 + (before == null ? 0 : before));
                }
            }
        });
        for (Client client : world.clients) {
            check(client);
            if (client.connection.isOpen()) {
                expectedNext
                        .get(client)
                        .forEach((topic, next) -> assertThat(next)
                                .as("client %s of %s", client.connection.info().id(), topic)
                                .isGreaterThanOrEqualTo(1 + heads.getOrDefault(topic, 0L)));
            }
            boolean slow = client.goodbye == Disconnect.SLOW || client.closed == Disconnect.SLOW;
            if (slow) {
                assertThat(everStalled.contains(client))
                        .as("only who stalled is overtaken")
                        .isTrue();
            }
        }
    }
}
