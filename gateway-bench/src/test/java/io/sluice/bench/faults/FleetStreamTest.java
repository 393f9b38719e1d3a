package io.sluice.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.audit.Findings.Kind;
import org.junit.jupiter.api.Test;

/** What one subscriber got, against what was accepted. */
class FleetStreamTest {
    private AuditedFleet fleet = AuditedFleet.durable();

    private void isForgetful() {
        fleet = AuditedFleet.forgetful();
    }

    @Test
    void everythingThatWasAcceptedAndCameInOrderIsRight() {
        fleet.stream.subscribed("e", 0, null);
        fleet.receive(1, 10);

        fleet.assertNothing();
    }

    @Test
    void aPublicationThatIsLeftOutIsLostAndNamed() {
        fleet.stream.subscribed("e", 0, null);
        fleet.receive(1, 3);
        fleet.receive(6, 10);

        fleet.assertOnly(Kind.LOST, 2);
        assertThat(fleet.findings.details().getFirst())
                .contains("somebody on a")
                .contains("e:4 to 5");
    }

    @Test
    void whatWasAcceptedLastAndDidNotComeIsMissing() {
        fleet.stream.subscribed("e", 0, null);
        fleet.receive(1, 8);

        fleet.assertOnly(Kind.MISSING, 2);
        assertThat(fleet.findings.details().getFirst()).contains("e:9 to 10");
    }

    @Test
    void whoWasNeverSubscribedMissesEverything() {
        fleet.assertOnly(Kind.MISSING, 1);
    }

    @Test
    void aPublicationThatComesTwiceIsFound() {
        fleet.stream.subscribed("e", 0, null);
        fleet.receive(1, 5);
        fleet.receive(5, 10);

        fleet.assertOnly(Kind.DUPLICATE, 1);
    }

    @Test
    void publicationsThatChangePlacesAreFound() {
        fleet.stream.subscribed("e", 0, null);
        fleet.receive(1, 4);
        fleet.receive(6, 6);
        fleet.receive(5, 5);
        fleet.receive(7, 10);
        fleet.close();

        assertThat(fleet.findings.counts())
                .containsEntry(Kind.LOST.text(), 1L)
                .containsEntry(Kind.DUPLICATE.text(), 1L);
    }

    @Test
    void whatComesAgainAfterAResumeIsFound() {
        fleet.stream.subscribed("e", 0, null);
        fleet.receive(1, 5);
        fleet.stream.disconnected();
        assertThat(fleet.stream.position()).isEqualTo("e:5");
        fleet.stream.subscribed("e", 5, true);
        fleet.receive(5, 10);

        fleet.assertOnly(Kind.DUPLICATE, 1);
    }

    @Test
    void aResumeThatBeginsElsewhereIsFound() {
        fleet.stream.subscribed("e", 0, null);
        fleet.receive(1, 5);
        fleet.stream.disconnected();
        fleet.stream.subscribed("e", 6, true);
        fleet.receive(7, 10);

        fleet.assertOnly(Kind.WRONG_START, 1);
    }

    @Test
    void aGapThatIsAnnouncedIsFoundWhereNothingMayBeLost() {
        fleet.stream.subscribed("e", 0, null);
        fleet.receive(1, 2);
        fleet.stream.gap(3, 6, "lag");
        fleet.receive(7, 10);

        fleet.assertOnly(Kind.POSITION_LOST, 1);
        assertThat(fleet.findings.details().getFirst()).contains("lag from 3 to 6");
    }

    @Test
    void aGapThatIsAnnouncedIsNoLossWhereRedisLosesData() {
        isForgetful();
        fleet.stream.subscribed("e", 0, null);
        fleet.receive(1, 2);
        fleet.stream.gap(3, 6, "lag");
        fleet.receive(7, 10);

        fleet.assertNothing();
        assertThat(fleet.told.gapSkipped).isEqualTo(4);
    }

    @Test
    void aGapThatIsAnnouncedTooShortLeavesALoss() {
        isForgetful();
        fleet.stream.subscribed("e", 0, null);
        fleet.receive(1, 2);
        fleet.stream.gap(3, 5, "lag");
        fleet.receive(7, 10);

        fleet.assertOnly(Kind.LOST, 1);
    }

    @Test
    void aPositionThatIsToldLostIsFoundWhereNothingMayBeLost() {
        fleet.stream.subscribed("e", 0, null);
        fleet.receive(1, 5);
        fleet.stream.disconnected();
        fleet.stream.subscribed("e", 8, false);
        fleet.receive(9, 10);

        fleet.assertOnly(Kind.POSITION_LOST, 1);
    }

    @Test
    void aNewEpochThatIsAnnouncedIsNoLossWhereRedisLosesData() {
        isForgetful();
        fleet.stream.subscribed("e", 0, null);
        fleet.receive(1, 5);
        fleet.stream.disconnected();
        long number = fleet.accept("f", 1);
        fleet.stream.subscribed("f", 0, false);
        fleet.stream.message("f", 1, number, 0);

        fleet.assertNothing();
        assertThat(fleet.stream.announced()).isEqualTo(5);
        assertThat(fleet.told.epochsReplaced).isEqualTo(1);
    }

    @Test
    void whoIsNotToldOfTheNewEpochIsFound() {
        isForgetful();
        fleet.stream.subscribed("e", 0, null);
        fleet.receive(1, 10);
        fleet.accept("f", 1);

        fleet.assertOnly(Kind.MISSING, 1);
        assertThat(fleet.findings.details().getFirst()).contains("was not told of epoch f");
    }

    @Test
    void anotherEpochInTheMiddleOfAConnectionIsFound() {
        isForgetful();
        fleet.stream.subscribed("e", 0, null);
        fleet.receive(1, 10);
        fleet.stream.message("f", 11, 11, 0);

        fleet.assertOnly(Kind.EPOCH, 1);
    }

    @Test
    void aPositionOfALostEpochThatIsCalledRecoveredIsFound() {
        isForgetful();
        fleet.stream.subscribed("e", 0, null);
        fleet.receive(1, 10);
        fleet.stream.disconnected();
        fleet.accept("f", 1);
        fleet.stream.subscribed("f", 1, true);

        fleet.assertOnly(Kind.WRONG_START, 1);
    }

    @Test
    void aMessageBeforeTheSubscriptionIsFound() {
        fleet.stream.message("e", 1, 1, 0);
        fleet.stream.subscribed("e", 0, null);
        fleet.receive(1, 10);

        fleet.assertOnly(Kind.PROTOCOL, 1);
    }

    @Test
    void whoIsConnectedAndHasWhatWasPublishedSinceHasCaughtUp() {
        fleet.stream.subscribed("e", 0, null);
        fleet.receive(1, 10);
        fleet.ledger.mark();
        assertThat(fleet.stream.hasReachedMark()).isFalse();
        fleet.accept("e", 11);
        assertThat(fleet.stream.hasReachedMark()).isFalse();
        fleet.receive(11, 11);
        assertThat(fleet.stream.hasReachedMark()).isTrue();
        fleet.stream.disconnected();
        assertThat(fleet.stream.hasReachedMark()).isFalse();
    }

    @Test
    void aWatchEndsWithTheLongestSilenceSinceItBegan() {
        fleet.stream.subscribed("e", 0, null);
        fleet.nowNanos += 9_000_000_000L;
        fleet.stream.watch();
        fleet.nowNanos += 2_000_000;
        fleet.receive(1, 1);
        fleet.nowNanos += 1_000_000;

        assertThat(fleet.stream.watchedNanos()).isEqualTo(2_000_000);
    }

    @Test
    void theEndOfTheConnectionKeepsTheSilenceThatWasWatched() {
        fleet.stream.subscribed("e", 0, null);
        fleet.stream.watch();
        fleet.nowNanos += 3_000_000_000L;
        fleet.stream.disconnected();
        fleet.nowNanos += 9_000_000_000L;
        fleet.stream.subscribed("e", 0, true);
        fleet.nowNanos += 9_000_000_000L;
        fleet.receive(1, 1);

        assertThat(fleet.stream.watchedNanos()).isEqualTo(3_000_000_000L);
    }

    @Test
    void aNewWatchForgetsTheSilenceOfTheOneBefore() {
        fleet.stream.subscribed("e", 0, null);
        fleet.stream.watch();
        fleet.nowNanos += 3_000_000_000L;
        assertThat(fleet.stream.watchedNanos()).isEqualTo(3_000_000_000L);
        fleet.stream.disconnected();
        fleet.stream.watch();

        assertThat(fleet.stream.watchedNanos()).isZero();
    }
}
