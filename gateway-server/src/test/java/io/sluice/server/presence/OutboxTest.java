package io.sluice.server.presence;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.TopicName;
import io.sluice.server.FakeLoop;
import io.sluice.server.presence.PresenceTeller.News;
import io.sluice.server.presence.PresenceTeller.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is told where several are told of at a time and answers take their time, as with Redis. */
class OutboxTest {

    private static final TopicName ROOM = new TopicName("room");
    private static final Duration DEBOUNCE = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int AT_ONCE = 2;

    private final FakeLoop loop = new FakeLoop();
    private final List<String> told = new ArrayList<>();
    private final ArrayDeque<Consumer<Outcome>> underWay = new ArrayDeque<>();
    private final PresenceTeller teller = new PresenceTeller() {
        @Override
        public int mostAtOnce() {
            return AT_ONCE;
        }

        @Override
        public void tell(News news, Consumer<Outcome> answer) {
            told.add((news.present() ? "join " : "leave ") + news.identity().replace("user ", ""));
            underWay.add(answer);
        }
    };
    private final Presence presence = new Presence(loop, DEBOUNCE, 100, teller, new MetricRegistry());

    private static ConnectionInfo connection(String user) {
        return new ConnectionInfo(1, "websocket", "192.0.2.1", Instant.EPOCH, user, null);
    }

    private void join(String user) {
        presence.onJoined(ROOM, connection(user));
        loop.run();
    }

    private void leave(String user) {
        presence.onLeft(ROOM, connection(user));
        loop.run();
        loop.pass(DEBOUNCE);
    }

    private void answer(Outcome outcome) {
        underWay.remove().accept(outcome);
        loop.run();
    }

    private void done() {
        answer(new Outcome.Known(true));
    }

    private void failMaybeDone() {
        answer(new Outcome.Failed(RETRY, true));
    }

    private void failUndone() {
        answer(new Outcome.Failed(RETRY, false));
    }

    @Test
    void whoComesBackWhileItsLeaveIsUnderWayIsThereInTheEnd() {
        join("ann");
        done();
        leave("ann");
        join("ann");
        assertThat(told).as("one at a time of the same").containsExactly("join ann", "leave ann");
        failMaybeDone();
        loop.pass(RETRY);
        done();
        loop.pass(DEBOUNCE);
        assertThat(told).containsExactly("join ann", "leave ann", "join ann");
        assertThat(underWay).isEmpty();
    }

    @Test
    void whoComesBackBeforeItsLeaveIsTriedAgainDoesNotLeave() {
        join("ann");
        done();
        leave("ann");
        failMaybeDone();
        join("ann");
        loop.pass(RETRY);
        assertThat(told).containsExactly("join ann", "leave ann", "join ann");
    }

    @Test
    void whoComesBackWhileItsLeaveIsUnderWayIsToldOfAfterIt() {
        join("ann");
        done();
        leave("ann");
        join("ann");
        done();
        assertThat(told).containsExactly("join ann", "leave ann", "join ann");
    }

    @Test
    void aJoinThatMayHaveBeenToldIsTakenBack() {
        join("ann");
        failMaybeDone();
        presence.onLeft(ROOM, connection("ann"));
        loop.run();
        loop.pass(RETRY);
        failMaybeDone();
        loop.pass(DEBOUNCE.plus(RETRY));
        while (!underWay.isEmpty()) {
            failMaybeDone();
            loop.pass(RETRY);
            if (told.size() > 4) {
                done();
            }
        }
        assertThat(told).startsWith("join ann").last().isEqualTo("leave ann");
        assertThat(loop.hasTimers()).isFalse();
    }

    @Test
    void aJoinThatWasCertainlyNotToldIsNotTakenBack() {
        join("ann");
        failUndone();
        leave("ann");
        while (!underWay.isEmpty()) {
            failUndone();
            loop.pass(RETRY);
        }
        assertThat(told).doesNotContain("leave ann");
        assertThat(loop.hasTimers()).isFalse();
    }

    @Test
    void membersThatCannotBeToldOfKeepNobodyElseFromIt() {
        for (int i = 0; i < AT_ONCE; i++) {
            join("stuck-" + i);
        }
        join("ann");
        assertThat(told).doesNotContain("join ann");
        failMaybeDone();
        assertThat(told).last().isEqualTo("join ann");
    }

    @Test
    void whoIsToldOfAgainStandsBehindThoseWhoWait() {
        join("stuck-1");
        join("stuck-2");
        for (int i = 0; i < 4; i++) {
            join("c" + i);
        }
        failMaybeDone();
        failMaybeDone();
        loop.pass(RETRY);
        for (int i = 0; i < 4; i++) {
            done();
        }
        assertThat(told.subList(2, 6)).containsExactly("join c0", "join c1", "join c2", "join c3");
        assertThat(told.subList(6, 8)).containsExactlyInAnyOrder("join stuck-1", "join stuck-2");
    }

    @Test
    void aComingThatWasUnderWayWhenAllIsToldAnewIsTakenBackIfItIsGoneByThen() {
        join("ann");
        presence.onLeft(ROOM, connection("ann"));
        loop.run();
        presence.tellAgain(() -> {});
        loop.pass(DEBOUNCE);
        done();
        assertThat(told).containsExactly("join ann", "leave ann");
    }

    @Test
    void whoIsGoneAndHasNothingToTellDoesNotWait() {
        Outbox outbox = new Outbox(loop, teller, new PresenceMetrics(new MetricRegistry()), settled -> {});
        loop.execute(() -> {
            for (int i = 0; i < 1000; i++) {
                Member member = new Member(ROOM, "user " + i, connection("u" + i));
                outbox.look(member);
                member.present = false;
                outbox.look(member);
            }
            assertThat(outbox.size()).isZero();
        });
        loop.run();
        assertThat(told).hasSize(AT_ONCE);
    }
}
