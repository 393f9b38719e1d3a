package io.sluice.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.CharsetUtil;
import io.sluice.delivery.log.Retention;
import io.sluice.model.PayloadKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That each benchmark does what it says; how long it takes is JMH's business. */
class BenchmarksTest {

    private static final int FRAMED_128 = 2 + 2 + 128;
    private static final Retention RETENTION = new Retention(100, 4 << 20, Duration.ofMinutes(5));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anAppendIsTheNewestOfALogThatIsFull(int formats) {
        LogAppendBenchmark benchmark = new LogAppendBenchmark();
        benchmark.formats = formats;
        benchmark.retention = RETENTION;
        benchmark.payloadBytes = 128;
        benchmark.setUp();
        long before = benchmark.log().headOffset();
        assertThat(benchmark.append().offset()).isEqualTo(before + 1);
        assertThat(benchmark.log().retainedMessages()).isEqualTo(RETENTION.messages());
        assertThat(benchmark.log().firstOffset()).isGreaterThan(RETENTION.messages());
        benchmark.tearDown();
        assertThat(benchmark.log().capacityBytes()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "websocket, TEXT", "websocket, JSON", "websocket, BINARY",
        "json, TEXT", "json, JSON", "json, BINARY",
        "sse, TEXT", "sse, JSON", "sse, BINARY",
    })
    void everyFormatWritesAsManyBytesAsItAnnounced(String format, PayloadKind kind) {
        FrameEncodeBenchmark benchmark = new FrameEncodeBenchmark();
        benchmark.format = format;
        benchmark.kind = kind;
        benchmark.payloadBytes = 128;
        benchmark.setUp();
        assertThat(benchmark.encode())
                .isEqualTo(benchmark.out().readableBytes())
                .isGreaterThan(128);
        if (kind != PayloadKind.BINARY) {
            assertThat(benchmark.out().toString(CharsetUtil.UTF_8)).contains("EURUSD");
        }
        benchmark.tearDown();
    }

    private static ShardPassBenchmark shardPass(int channels, int loops, int history) {
        ShardPassBenchmark benchmark = new ShardPassBenchmark();
        benchmark.channels = channels;
        benchmark.loops = loops;
        benchmark.history = history;
        benchmark.setUp();
        return benchmark;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void aPassDeliversEveryPublicationToEverySubscriber(int publications) {
        ShardPassBenchmark benchmark = shardPass(100, 1, 100);
        assertThat(benchmark.passes(3, publications)).isEqualTo(3L * publications * 100);
        assertThat(benchmark.gateway().shard().metrics().passes()).isEqualTo(3);
        assertThat(benchmark.subscribers())
                .hasSize(100)
                .allMatch(subscriber -> subscriber.takenBytes() == 3L * publications * FRAMED_128);
        benchmark.tearDown();
        assertNothingHeld(benchmark.gateway());
    }

    @Test
    void theLoopsShareTheChannelsAndEachDeliversToItsOwn() {
        ShardPassBenchmark benchmark = shardPass(100, 4, 100);
        assertThat(benchmark.passes(3, 1)).isEqualTo(3L * 100);
        assertThat(benchmark.gateway().workers())
                .hasSize(4)
                .allMatch(worker -> worker.shard().metrics().deliveries() == 3 * 25);
        benchmark.tearDown();
        assertNothingHeld(benchmark.gateway());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void aTopicHasItsHistoryBeforeTheFirstPass(int history) {
        ShardPassBenchmark benchmark = shardPass(10, 1, history);
        assertThat(benchmark.gateway().hub().metrics().published()).isEqualTo(history);
        assertThat(benchmark.passes(3, 1)).isEqualTo(3L * 10);
        benchmark.tearDown();
        assertNothingHeld(benchmark.gateway());
    }

    @Test
    void passesThatPublishersWouldHaveToWaitForAreRefused() {
        ShardPassBenchmark benchmark = shardPass(10, 1, 15);
        assertThatThrownBy(() -> benchmark.passes(1, 8)).hasMessageContaining("history is 15; allowed");
        benchmark.tearDown();
    }

    @ParameterizedTest
    @CsvSource({"0, roundRobin", "1, roundRobin", "2, random"})
    void aPublicationToOneOfManyTopicsIsDeliveredToItsSubscribers(int subscribersEach, TopicsBenchmark.Order order) {
        TopicsBenchmark benchmark = new TopicsBenchmark();
        benchmark.topics = 50;
        benchmark.subscribersEach = subscribersEach;
        benchmark.order = order;
        benchmark.history = 1;
        benchmark.setUp();
        assertThat(benchmark.gateway().hub().topicCount()).isEqualTo(50);
        for (int i = 1; i <= 100; i++) {
            assertThat(benchmark.publication()).isEqualTo(50 + i);
        }
        assertThat(benchmark.gateway().deliveries()).isEqualTo(100L * subscribersEach);
        benchmark.tearDown();
        assertNothingHeld(benchmark.gateway());
    }

    @Test
    void aSubscriberThatCatchesUpGetsAllThatItMissed() {
        CatchUpBenchmark benchmark = new CatchUpBenchmark();
        benchmark.behind = 1000;
        benchmark.payloadBytes = 128;
        benchmark.setUp();
        long before = benchmark.catchUp();
        assertThat(benchmark.catchUp() - before).isEqualTo(1000L * FRAMED_128);
        benchmark.tearDown();
        assertNothingHeld(benchmark.gateway());
    }

    @Test
    void aRequestIsPublishedAndAccepted() {
        PublishPathBenchmark benchmark = new PublishPathBenchmark();
        benchmark.retention = RETENTION;
        benchmark.payloadBytes = 128;
        benchmark.setUp();
        long before = benchmark.gateway().hub().metrics().published();
        assertThat(benchmark.request()).isEqualTo(202);
        assertThat(benchmark.gateway().hub().metrics().published()).isEqualTo(before + 1);
        assertThat(benchmark.hub()).isPositive();
        benchmark.tearDown();
        assertNothingHeld(benchmark.gateway());
    }

    @ParameterizedTest
    @CsvSource({"ping, pong", "subscribe-1, already-subscribed", "subscribe-64, already-subscribed"})
    void aCommandIsReadAndAnswered(String command, String answer) {
        JsonCommandBenchmark benchmark = new JsonCommandBenchmark();
        benchmark.command = command;
        benchmark.setUp();
        assertThat(benchmark.answerText()).contains(answer, "\"id\":17");
        assertThat(benchmark.answer()).isPositive();
        benchmark.tearDown();
    }

    private static void assertNothingHeld(InMemoryGateway gateway) {
        assertThat(gateway.memory().retainedBytes()).isZero();
        assertThat(gateway.memory().pinnedBytes()).isZero();
    }

    @Test
    void jmhFindsEveryBenchmark() throws IOException {
        try (InputStream list = BenchmarksTest.class.getResourceAsStream("/META-INF/BenchmarkList")) {
            assertThat(list).isNotNull();
            String names = new String(list.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(names)
                    .contains(Stream.of(
                                    LogAppendBenchmark.class,
                                    FrameEncodeBenchmark.class,
                                    ShardPassBenchmark.class,
                                    TopicsBenchmark.class,
                                    CatchUpBenchmark.class,
                                    PublishPathBenchmark.class,
                                    JsonCommandBenchmark.class)
                            .map(Class::getName)
                            .toList());
        }
    }
}
