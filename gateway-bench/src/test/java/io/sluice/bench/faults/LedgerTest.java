package io.sluice.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.audit.Findings.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What publishers were told, against what subscribers got. */
class LedgerTest {
    private AuditedFleet fleet = AuditedFleet.durable();

    @BeforeEach
    void somebodyGotTheTen() {
        readTheTen();
    }

    private void isForgetful() {
        fleet = AuditedFleet.forgetful();
        readTheTen();
    }

    private void readTheTen() {
        fleet.stream.subscribed("e", 0, null);
        fleet.receive(1, AuditedFleet.ACCEPTED);
    }

    @Test
    void aPublicationAtTwoPositionsIsFound() {
        fleet.ledger.accepted(3, "e", 11);
        fleet.stream.message(null, 11, 3, 0);

        fleet.assertOnly(Kind.DOUBLED, 1);
        assertThat(fleet.findings.details().getFirst()).contains("e:11").contains("as at 3");
    }

    @Test
    void twoPublicationsAtOnePositionAreFound() {
        long other = fleet.publications.begin();
        fleet.publications.accepted(other);
        fleet.ledger.accepted(other, "e", 7);

        fleet.assertOnly(Kind.CORRUPTED, 1);
        assertThat(fleet.findings.details().getFirst()).contains("e:7");
    }

    @Test
    void whoReadOnInAnEpochThatShouldHaveBeenReplacedHasNotCaughtUp() {
        isForgetful();
        fleet.ledger.faultBegins();
        fleet.ledger.mark();
        fleet.accept("e", 5);
        assertThat(fleet.stream.hasReachedMark()).isFalse();

        long number = fleet.accept("f", 1);
        fleet.stream.disconnected();
        fleet.stream.subscribed("f", 0, false);
        fleet.stream.message("f", 1, number, 0);
        assertThat(fleet.stream.hasReachedMark()).isTrue();
    }

    @Test
    void twoStoriesOfALostEpochAreCountedAndNoFinding() {
        isForgetful();
        long other = fleet.publications.begin();
        fleet.publications.accepted(other);
        fleet.ledger.accepted(other, "e", 7);
        long number = fleet.accept("f", 1);
        fleet.stream.disconnected();
        fleet.stream.subscribed("f", 0, false);
        fleet.stream.message("f", 1, number, 0);

        fleet.assertNothing();
        assertThat(fleet.ledger.overwritten()).isEqualTo(1);
    }

    @Test
    void twoStoriesOfTheEpochThatStaysAreFoundEvenWhereRedisLosesData() {
        isForgetful();
        long other = fleet.publications.begin();
        fleet.publications.accepted(other);
        fleet.ledger.accepted(other, "e", 7);

        fleet.assertOnly(Kind.CORRUPTED, 1);
    }

    @Test
    void aNewEpochIsFoundWhereNothingMayBeLost() {
        long number = fleet.accept("f", 1);
        fleet.stream.disconnected();
        fleet.stream.subscribed("f", 0, true);
        fleet.stream.message("f", 1, number, 0);
        fleet.close();

        assertThat(fleet.findings.counts()).containsEntry(Kind.EPOCH.text(), 1L);
    }

    @Test
    void whatWasRefusedAndDeliveredIsFound() {
        long refused = fleet.publications.begin();
        fleet.publications.refused(refused);
        fleet.stream.message(null, 11, refused, 0);

        fleet.assertOnly(Kind.PHANTOM, 1);
    }

    @Test
    void whatIsUnknownMayBeDeliveredOrNot() {
        long delivered = fleet.publications.begin();
        fleet.publications.unknown(delivered);
        fleet.publications.unknown(fleet.publications.begin());
        fleet.stream.message(null, 11, delivered, 0);

        fleet.assertNothing();
    }

    @Test
    void whatWasRefusedAfterAnUnknownAttemptMayBeDelivered() {
        long number = fleet.publications.begin();
        fleet.publications.unknown(number);
        fleet.publications.refused(number);
        fleet.stream.message(null, 11, number, 0);

        fleet.assertNothing();
    }

    @Test
    void whatNobodyPublishedIsFound() {
        fleet.stream.message(null, 11, 999, 0);

        fleet.assertOnly(Kind.PHANTOM, 1);
    }

    @Test
    void anAnswerThatNamesThePositionOfBeforeIsTheSamePublication() {
        fleet.ledger.accepted(10, "e", 10);

        fleet.assertNothing();
        assertThat(fleet.ledger.last()).isEqualTo(10);
    }

    @Test
    void aLateAnswerDoesNotBringALostEpochBack() {
        isForgetful();
        fleet.ledger.received(11, "f", 1);
        fleet.accept("f", 1);
        fleet.accept("e", 11);

        assertThat(fleet.ledger.epoch()).isEqualTo("f");
        assertThat(fleet.ledger.last()).isEqualTo(1);
    }
}
