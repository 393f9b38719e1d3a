package io.sluice.server.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.delivery.hub.PublishCommand;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.delivery.hub.PublishOutcome.Accepted;
import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.delivery.hub.PublishOutcome.Refused;
import io.sluice.delivery.hub.TopicRule;
import io.sluice.delivery.hub.TopicRules;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.shard.LagPolicy;
import io.sluice.model.PayloadKind;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import io.sluice.server.FakeLoop;
import io.sluice.server.engine.redis.RedisPort.PublishAnswer;
import io.sluice.server.engine.redis.RedisPort.PublishRequest;
import io.sluice.server.engine.redis.link.RedisFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What publishers are answered, whatever Redis answers. */
class PublishesTest {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final List<PublishRequest> sent = new ArrayList<>();
    private final List<CompletableFuture<PublishAnswer>> answers = new ArrayList<>();
    private final List<PublishOutcome> outcomes = new ArrayList<>();
    private final FakeLoop loop = new FakeLoop();
    private final Window window = new Window(3, 100, false);
    private final Publishes publishes = new Publishes(
            new FakeRedis(loop) {
                @Override
                public CompletionStage<PublishAnswer> publish(PublishRequest request) {
                    sent.add(request);
                    answers.add(new CompletableFuture<>());
                    return answers.getLast();
                }
            },
            loop,
            TopicRules.all(
                    new TopicRule(new Retention(10, 1000, Duration.ofMinutes(1)), new LagPolicy.Disconnect(), false)),
            window,
            new Publishes.Patience(Duration.ofMinutes(2), DEADLINE),
            new RedisMetrics(new MetricRegistry()));

    private ByteBuf publish(String text) {
        ByteBuf payload = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        publishes.publish(new PublishCommand(
                List.of(new TopicName("a")), PayloadKind.TEXT, payload, null, null, null, outcomes::add));
        return payload;
    }

    private void fail(boolean maybeDone) {
        answers.getLast().completeExceptionally(new RedisFailure(new IllegalStateException("on purpose"), maybeDone));
    }

    private void accept(String recordId) {
        answers.getLast().complete(new PublishAnswer(recordId, List.of(new Position(35, 7))));
    }

    private Reason refusal() {
        return ((Refused) outcomes.getLast()).reason();
    }

    @Test
    void whatRedisAcceptedIsAnsweredWithItsPosition() {
        ByteBuf payload = publish("m");
        accept(sent.getLast().recordId());
        assertThat(outcomes).containsExactly(new Accepted(List.of(new Position(35, 7)), false));
        assertThat(payload.refCnt()).isZero();
        assertThat(window.commands()).isZero();
    }

    @Test
    void anotherRecordUnderTheIdIsAReplay() {
        publish("m");
        accept("another");
        assertThat(outcomes).containsExactly(new Accepted(List.of(new Position(35, 7)), true));
    }

    @Test
    void whatWasNotDoneIsRefusedAtOnce() {
        publish("m");
        fail(false);
        assertThat(refusal()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(sent).hasSize(1);
        assertThat(window.commands()).isZero();
    }

    @Test
    void whatMayHaveBeenDoneIsSentAgainUnderItsIdAndIsNoReplay() {
        publish("m");
        fail(true);
        loop.pass(Duration.ofSeconds(1));
        assertThat(sent).hasSize(2);
        assertThat(sent.getLast()).isSameAs(sent.getFirst());
        assertThat(outcomes).isEmpty();
        accept(sent.getFirst().recordId());
        assertThat(outcomes).containsExactly(new Accepted(List.of(new Position(35, 7)), false));
    }

    @Test
    void afterOneUnknownOutcomeARefusalDoesNotMakeItSafeToSendAgain() {
        publish("m");
        fail(true);
        loop.pass(Duration.ofSeconds(1));
        fail(false);
        assertThat(outcomes).isEmpty();
        loop.pass(Duration.ofSeconds(1));
        assertThat(sent).hasSize(3);
        loop.pass(DEADLINE);
        fail(false);
        assertThat(refusal()).isEqualTo(Reason.UNKNOWN);
        assertThat(window.commands()).isZero();
    }

    @Test
    void beyondTheWindowPublishesAreRefusedAndCostNothing() {
        for (int i = 0; i < 3; i++) {
            publish("m");
        }
        ByteBuf refused = publish("m");
        assertThat(refusal()).isEqualTo(Reason.MAILBOX_FULL);
        assertThat(refused.refCnt()).isZero();
        assertThat(sent).hasSize(3);
        accept(sent.getLast().recordId());
        publish("m");
        assertThat(sent).hasSize(4);
    }

    @Test
    void inADrainNothingIsTakenAndWhatIsUnderWayIsAnswered() {
        publish("m");
        window.close(Reason.DRAINING);
        publish("late");
        assertThat(refusal()).isEqualTo(Reason.DRAINING);
        accept(sent.getLast().recordId());
        assertThat(outcomes).last().isInstanceOf(Accepted.class);
    }
}
