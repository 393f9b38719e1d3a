package io.sluice.bench.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.audit.Findings.Kind;
import org.junit.jupiter.api.Test;

class StreamAuditTest {
    private final AuditedStream stream = new AuditedStream();

    @Test
    void aContiguousStreamHasNothingToFind() {
        stream.audit.subscribed("e", 3, null);
        stream.receive(4, 10);
        stream.audit.close();

        assertThat(stream.findings.counts()).isEmpty();
        assertThat(stream.audit.received()).isEqualTo(7);
    }

    @Test
    void aPublicationThatIsLeftOutIsLost() {
        stream.audit.subscribed("e", 0, null);
        stream.receive(1, 3);
        stream.receive(6, 10);
        stream.audit.close();

        stream.assertOnly(Kind.LOST, 2);
    }

    @Test
    void aPublicationThatComesTwiceIsADuplicateAndNothingElse() {
        stream.audit.subscribed("e", 0, null);
        stream.receive(1, 4);
        stream.receive(4, 10);
        stream.audit.close();

        stream.assertOnly(Kind.DUPLICATE, 1);
    }

    @Test
    void whatHasNotComeAtTheEndIsMissing() {
        stream.audit.subscribed("e", 0, null);
        stream.receive(1, 8);
        stream.audit.close();

        assertThat(stream.audit.isComplete()).isFalse();
        stream.assertOnly(Kind.MISSING, 2);
    }

    @Test
    void whatWasNeverAcceptedIsAPhantom() {
        stream.audit.subscribed("e", 0, null);
        stream.receive(1, 11);
        stream.audit.close();

        stream.assertOnly(Kind.PHANTOM, 1);
    }

    @Test
    void whatStandsAtTheOffsetOfAnotherIsFound() {
        stream.audit.subscribed("e", 0, null);
        stream.audit.message(null, 1, 2, stream.nowNanos);

        stream.assertOnly(Kind.CORRUPTED, 1);
    }

    @Test
    void aGapThatIsToldIsNoLoss() {
        stream.audit.subscribed("e", 0, null);
        stream.receive(1, 2);
        stream.audit.gap(3, 6, "lag");
        stream.receive(7, 10);
        stream.audit.close();

        assertThat(stream.findings.counts()).isEmpty();
        assertThat(stream.told.gapSkipped).isEqualTo(4);
    }

    @Test
    void aGapThatDoesNotReachWhatFollowsLeavesALoss() {
        stream.audit.subscribed("e", 0, null);
        stream.receive(1, 2);
        stream.audit.gap(3, 5, "lag");
        stream.receive(7, 10);

        stream.assertOnly(Kind.LOST, 1);
    }

    @Test
    void aGapThatBeginsElsewhereIsFound() {
        stream.audit.subscribed("e", 0, null);
        stream.receive(1, 2);
        stream.audit.gap(5, 6, "lag");

        stream.assertOnly(Kind.WRONG_GAP, 1);
    }

    @Test
    void anotherEpochIsFound() {
        stream.audit.subscribed("f", 0, null);

        stream.assertOnly(Kind.EPOCH, 1);
    }

    @Test
    void aMessageBeforeItIsSubscribedIsFound() {
        stream.audit.message(null, 1, 1, stream.nowNanos);

        stream.assertOnly(Kind.PROTOCOL, 1);
    }

    @Test
    void publicationsMayArriveBeforeTheirAcceptance() {
        stream.audit.subscribed("e", 10, null);
        stream.receive(11, 11);
        stream.accept(11, 11);
        stream.audit.close();

        assertThat(stream.findings.counts()).isEmpty();
    }

    @Test
    void silenceIsTheLongestTimeWithoutAWordWhileConnected() {
        stream.audit.subscribed("e", 0, null);
        stream.pass(2 * AuditedStream.SECOND);
        stream.receive(1, 1);
        stream.audit.disconnected();
        stream.pass(5 * AuditedStream.SECOND);
        stream.audit.subscribed("e", 1, true);
        stream.pass(AuditedStream.SECOND);
        stream.receive(2, 2);

        assertThat(stream.audit.silence().longestNetNanos()).isEqualTo(2 * AuditedStream.SECOND);
    }

    @Test
    void acceptedOffsetsMustFollowEachOther() {
        stream.account.accepted("e", 12);

        stream.assertOnly(Kind.PUBLISH, 1);
    }

    @Test
    void acceptedInAnotherEpochIsFound() {
        stream.account.accepted("f", 11);

        stream.assertOnly(Kind.EPOCH, 1);
    }
}
