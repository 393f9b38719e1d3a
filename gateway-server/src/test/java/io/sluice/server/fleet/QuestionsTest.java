package io.sluice.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.ConnectionSummary;
import io.sluice.model.Disconnect;
import io.sluice.model.Page;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import io.sluice.server.FakeLoop;
import io.sluice.server.admin.DisconnectCommand;
import io.sluice.server.admin.FleetPage;
import io.sluice.server.admin.FleetReads;
import io.sluice.server.admin.GatewayReads;
import io.sluice.server.admin.HistoryPage;
import io.sluice.server.admin.HistoryQuery;
import io.sluice.server.admin.NodeInfo;
import io.sluice.server.admin.PresencePage;
import io.sluice.server.admin.ReadRefusedException;
import io.sluice.server.explain.Records;
import io.sluice.server.fleet.Listing.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Questions from node to node, and what is made of the answers. */
class QuestionsTest {

    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final FleetNames NAMES = new FleetNames("f");

    private final FakeLoop loop = new FakeLoop();
    private final FakeFleetRedis redis = new FakeFleetRedis(() -> 0);
    private final MetricRegistry registry = new MetricRegistry();
    private final MetricRegistry registryOfWhole = new MetricRegistry();
    private final List<Question> heard = new ArrayList<>();
    private final FakeFleetRedis.Link linkOfTwo = redis.new Link();
    private final Questions one = node("one", redis.new Link(), question -> unexpected());
    private @Nullable Questions two;

    private static CompletionStage<byte[]> unexpected() {
        throw new AssertionError("a node asked itself through Redis");
    }

    private Questions node(
            String process, FakeFleetRedis.Link link, Function<Question, CompletionStage<byte[]>> answering) {
        MetricRegistry own = process.equals("one") ? registry : new MetricRegistry();
        Questions node = new Questions(link, NAMES, loop, process, DEADLINE, Runnable::run, new FleetMetrics(own));
        assertThat(node.start(answering)).isCompleted();
        return node;
    }

    private static LivingNode living(String process) {
        return new LivingNode(process, new NodeInfo(1, "name of " + process, "dev", Instant.EPOCH, 0));
    }

    private void startTwo(CompletionStage<byte[]> answer) {
        two = node("two", linkOfTwo, question -> {
            heard.add(question);
            return answer;
        });
    }

    private CompletableFuture<Questions.Gathered> ask(LivingNode... others) {
        DisconnectCommand command = new DisconnectCommand(DisconnectCommand.By.USER, "a b", Disconnect.KICKED);
        CompletableFuture<Questions.Gathered> gathered = one.ask(List.of(others), Question.of(command));
        loop.run();
        return gathered;
    }

    private long count(String counter) {
        return registry.counter(counter).getCount();
    }

    @Test
    void whoAnswersIsHeardAtOnce() {
        startTwo(CompletableFuture.completedStage(Answer.bodyOf(300)));
        LivingNode asked = living("two");
        Questions.Gathered gathered = ask(asked).join();
        assertThat(gathered.missing()).isEmpty();
        assertThat(gathered.answers()).containsOnlyKeys(asked);
        assertThat(gathered.answers().values()).extracting(Answer::number).containsExactly(300);
        assertThat(heard.getFirst().command())
                .isEqualTo(new DisconnectCommand(DisconnectCommand.By.USER, "a b", Disconnect.KICKED));
        assertThat(two).isNotNull();
    }

    @Test
    void aSilentNodeIsNamedAfterTheDeadline() {
        startTwo(CompletableFuture.completedStage(Answer.bodyOf(1)));
        CompletableFuture<Questions.Gathered> gathered = ask(living("two"), living("three"));
        loop.pass(DEADLINE.minusMillis(1));
        assertThat(gathered).isNotDone();
        loop.pass(Duration.ofMillis(1));
        assertThat(gathered.join().missing()).containsExactly("name of three");
        assertThat(gathered.join().answers()).hasSize(1);
        assertThat(count("fleet.reads-incomplete")).isEqualTo(1);
    }

    @Test
    void aNodeThatCannotAnswerIsNamedAtOnce() {
        startTwo(CompletableFuture.failedStage(new IllegalStateException("on purpose")));
        assertThat(ask(living("two")).join().missing()).containsExactly("name of two");
    }

    @Test
    void anAnswerThatComesTooLateChangesNothing() {
        CompletableFuture<byte[]> late = new CompletableFuture<>();
        startTwo(late);
        CompletableFuture<Questions.Gathered> gathered = ask(living("two"));
        loop.pass(DEADLINE);
        late.complete(Answer.bodyOf(1));
        loop.run();
        assertThat(gathered.join().answers()).isEmpty();
    }

    @Test
    void moreQuestionsThanCanBeAnsweredAreNamedAsMissing() {
        startTwo(new CompletableFuture<>());
        for (int i = 0; i < 33; i++) {
            ask(living("two"));
        }
        assertThat(heard).hasSize(32);
    }

    @Test
    void whatCannotBeReadIsCountedAndNothingElse() {
        redis.new Link().send(NAMES.questions(), new byte[] {9, 9});
        redis.new Link().send(NAMES.answersTo("one"), new byte[0]);
        loop.run();
        assertThat(count("fleet.messages-unreadable")).isEqualTo(2);
    }

    @Test
    void aQuestionThatCannotBeWrittenFailsAndLeavesNothingToWaitFor() {
        DisconnectCommand command =
                new DisconnectCommand(DisconnectCommand.By.USER, "x".repeat(70_000), Disconnect.KICKED);
        CompletableFuture<Questions.Gathered> gathered = one.ask(List.of(living("two")), Question.of(command));
        loop.run();
        assertThat(gathered).isCompletedExceptionally();
        assertThat(loop.hasTimers()).isFalse();
    }

    // ---- the whole fleet

    private static final DisconnectCommand KICK =
            new DisconnectCommand(DisconnectCommand.By.USER, "ann", Disconnect.KICKED);

    /** Node one, which finds this itself. */
    private WholeFleet whole(CompletionStage<Integer> own) {
        return new WholeFleet(
                one,
                "one",
                () -> living("one").info(),
                new NoReads(),
                command -> own,
                new FleetMetrics(registryOfWhole));
    }

    private void registered(String process) {
        redis.nodes.put("1-" + process + "-1", NodeText.write(living(process).info()));
    }

    private FleetReads.Disconnected disconnected(WholeFleet whole) {
        CompletableFuture<FleetReads.Disconnected> found =
                whole.disconnect(KICK).toCompletableFuture();
        loop.run();
        loop.pass(DEADLINE);
        return found.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void aNodeThatTakesTooLongItselfIsNamedAsMissing() {
        registered("one");
        registered("two");
        startTwo(CompletableFuture.completedStage(Answer.bodyOf(3)));
        assertThat(disconnected(whole(new CompletableFuture<>())))
                .isEqualTo(new FleetReads.Disconnected(3, 1, List.of("name of one")));
    }

    @Test
    void anAnswerThatCannotBeReadIsNamedAsMissingAndFailsNothing() {
        registered("one");
        registered("two");
        startTwo(CompletableFuture.completedStage(new byte[1]));
        assertThat(disconnected(whole(CompletableFuture.completedStage(5))))
                .isEqualTo(new FleetReads.Disconnected(5, 1, List.of("name of two")));
        assertThat(registryOfWhole.counter("fleet.messages-unreadable").getCount())
                .isEqualTo(1);
    }

    @Test
    void anEntryThatCannotBeReadIsNamedAsMissingAndFailsNothing() {
        registered("one");
        redis.nodes.put("9-odd-1", "[]");
        assertThat(disconnected(whole(CompletableFuture.completedStage(5))))
                .isEqualTo(new FleetReads.Disconnected(5, 1, List.of("9-odd-1")));
        assertThat(count("fleet.messages-unreadable")).isEqualTo(1);
    }

    @Test
    void whereANodeIsNotNamedItselfNobodyIsAsked() {
        registered("two");
        assertThat(whole(CompletableFuture.completedStage(5)).disconnect(KICK))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(ReadRefusedException.class);
        assertThat(loop.hasTimers()).isFalse();
    }

    @Test
    void aCursorThatIsTooLongIsRefused() {
        assertThatThrownBy(() -> whole(CompletableFuture.completedStage(5)).topics("x".repeat(256), 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("after")
                .hasMessageContaining("255");
    }

    // ---- what is made of parts

    private static ConnectionInfo connection(long id) {
        return new ConnectionInfo(id, "sse", "192.0.2.1", Instant.ofEpochSecond(id, 7), "u" + id, null);
    }

    private static Part<ConnectionInfo> part(boolean more, long... ids) {
        return new Part<>(
                10, LongStream.of(ids).mapToObj(QuestionsTest::connection).toList(), more);
    }

    private static List<Long> ids(FleetPage<ConnectionInfo> page) {
        return page.items().stream().map(found -> found.item().id()).toList();
    }

    @Test
    void partsBecomeOnePageInOrder() {
        FleetPage<ConnectionInfo> page = Merge.page(
                Listing.PRESENCE,
                3,
                List.of(Map.entry("a", part(false, 1, 4)), Map.entry("b", part(true, 2, 3, 5))),
                List.of());
        assertThat(ids(page)).containsExactly(1L, 2L, 3L);
        assertThat(page.next()).isEqualTo("3");
        assertThat(page.count()).isEqualTo(20);
        assertThat(page.items().get(1).node()).isEqualTo("b");
    }

    @Test
    void nothingIsListedBehindWhatANodeHadNoRoomToName() {
        FleetPage<ConnectionInfo> page = Merge.page(
                Listing.PRESENCE,
                100,
                List.of(Map.entry("a", part(false, 1, 4)), Map.entry("b", part(true, 2))),
                List.of());
        assertThat(ids(page)).containsExactly(1L, 2L);
        assertThat(page.next()).isEqualTo("2");
    }

    @Test
    void theLastPageHasNoNext() {
        FleetPage<ConnectionInfo> page =
                Merge.page(Listing.PRESENCE, 3, List.of(Map.entry("a", part(false, 1, 2, 3))), List.of("c"));
        assertThat(page.next()).isNull();
        assertThat(page.missing()).containsExactly("c");
    }

    @Test
    void aPartIsReadAsItWasWrittenAndCutWhereItIsTooLarge() {
        Part<ConnectionInfo> whole = Part.of(10, new Page<>(part(false, 1, 2, 3).items(), null));
        byte[] body = Answer.bodyOf(Listing.PRESENCE, whole, 1 << 20);
        assertThat(new Answer(1, "two", true, body).part(Listing.PRESENCE)).isEqualTo(whole);
        byte[] cut = Answer.bodyOf(Listing.PRESENCE, whole, 10);
        Part<ConnectionInfo> first = new Answer(1, "two", true, cut).part(Listing.PRESENCE);
        assertThat(first.items()).hasSize(1);
        assertThat(first.more()).isTrue();
        assertThat(first.count()).isEqualTo(10);
    }

    /** Of whom nothing is listed. */
    private static final class NoReads implements GatewayReads {

        @Override
        public CompletionStage<Page<TopicSummary>> topics(@Nullable String after, int limit) {
            throw new AssertionError("not asked");
        }

        @Override
        public CompletionStage<Page<ConnectionSummary>> connections(@Nullable String after, int limit) {
            throw new AssertionError("not asked");
        }

        @Override
        public CompletionStage<Page<ConnectionSummary>> connectionsByLag(@Nullable String after, int limit) {
            throw new AssertionError("not asked");
        }

        @Override
        public CompletionStage<PresencePage> presence(TopicName topic, @Nullable String after, int limit) {
            throw new AssertionError("not asked");
        }

        @Override
        public CompletionStage<Optional<HistoryPage>> history(HistoryQuery query) {
            throw new AssertionError("not asked");
        }

        @Override
        public Records records() {
            throw new AssertionError("not asked");
        }
    }
}
