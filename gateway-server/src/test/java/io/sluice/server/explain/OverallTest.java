package io.sluice.server.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Position;
import io.sluice.model.TopicName;
import io.sluice.server.explain.Overall.Coverage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is said over all connections. */
class OverallTest {

    private static final Position HEAD = new Position(7, 20);
    private static final RefusedHandshake REFUSED = new RefusedHandshake(at(150), "192.0.2.1", "ann", "origin");

    private List<Judgement> judged = List.of();
    private int connections;
    private int otherTopics;
    private List<RefusedHandshake> refused = List.of();
    private Coverage coverage = new Coverage(at(100), false, true);
    private @Nullable Asked asked = new Asked(HEAD, true, at(160));

    private static Instant at(long second) {
        return Instant.ofEpochSecond(second);
    }

    private static Judgement judgement(Verdict verdict) {
        return new Judgement(verdict, "as " + verdict.word());
    }

    private Judgement overall() {
        return new Overall(
                        new TopicName("a"),
                        new TopicFacts(HEAD, 1, null),
                        asked,
                        judged,
                        connections,
                        otherTopics,
                        refused,
                        coverage)
                .judgement();
    }

    @Test
    void theBestOfAllConnectionsIsSaid() {
        connections = 3;
        judged = List.of(
                judgement(Verdict.NOT_CONNECTED), judgement(Verdict.WRITTEN), judgement(Verdict.SUBSCRIBED_AFTER));
        assertThat(overall()).isEqualTo(judgement(Verdict.WRITTEN));
    }

    @Test
    void aRefusalIsWhyNobodyWasThere() {
        connections = 1;
        judged = List.of(judgement(Verdict.NOT_CONNECTED));
        assertThat(overall().verdict()).isEqualTo(Verdict.NOT_CONNECTED);
        refused = List.of(REFUSED);
        assertThat(overall().verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(overall().text()).contains("1970-01-01T00:02:30Z (origin)");
        judged = List.of(judgement(Verdict.SUBSCRIBED_AFTER));
        assertThat(overall().verdict()).isEqualTo(Verdict.SUBSCRIBED_AFTER);
    }

    @Test
    void connectionsWithoutTheTopicNeverSubscribed() {
        connections = 2;
        assertThat(overall().verdict()).isEqualTo(Verdict.NEVER_SUBSCRIBED);
        otherTopics = 1;
        assertThat(overall().verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void nobodyWasConnectedIfEverybodyIsKnownSince() {
        assertThat(overall())
                .isEqualTo(new Judgement(
                        Verdict.NOT_CONNECTED, "no connection of it is known since 1970-01-01T00:01:40Z"));
        asked = new Asked(HEAD, true, at(99));
        assertThat(overall().verdict()).isEqualTo(Verdict.UNKNOWN);
        asked = new Asked(HEAD, true, null);
        assertThat(overall().verdict()).isEqualTo(Verdict.NOT_CONNECTED);
        coverage = new Coverage(at(100), true, true);
        assertThat(overall().text()).contains("what closed before 1970-01-01T00:01:40Z is not remembered");
        asked = new Asked(HEAD, true, at(160));
        coverage = new Coverage(at(100), true, false);
        assertThat(overall())
                .isEqualTo(
                        new Judgement(Verdict.UNKNOWN, "no connection of it is known to the gateways that answered"));
    }

    @Test
    void whatIsAheadOfTheTopicIsNotPublished() {
        asked = new Asked(new Position(7, 21), true, null);
        judged = List.of(judgement(Verdict.NOT_YET_WRITTEN));
        assertThat(overall()).isEqualTo(new Judgement(Verdict.NOT_PUBLISHED, "the newest offset of the topic is 20"));
        asked = new Asked(new Position(8, 21), true, null);
        assertThat(overall().verdict()).isEqualTo(Verdict.NOT_YET_WRITTEN);
    }
}
