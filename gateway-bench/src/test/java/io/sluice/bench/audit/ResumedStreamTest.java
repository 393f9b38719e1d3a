package io.sluice.bench.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.audit.Findings.Kind;
import org.junit.jupiter.api.Test;

/** What the audit makes of a position that was named. */
class ResumedStreamTest {
    private final AuditedStream stream = new AuditedStream();

    @Test
    void whoIsBackResumesBehindTheLastThatCame() {
        stream.audit.subscribed("e", 0, null);
        stream.receive(1, 5);
        stream.audit.disconnected();

        assertThat(stream.audit.position()).isEqualTo("e:5");
        stream.audit.subscribed("e", 5, true);
        stream.receive(6, 10);
        stream.audit.close();
        assertThat(stream.findings.counts()).isEmpty();
        assertThat(stream.told.resumed).isEqualTo(1);
    }

    @Test
    void aRecoveryThatBeginsElsewhereIsFound() {
        stream.audit.subscribed("e", 0, null);
        stream.receive(1, 5);
        stream.audit.disconnected();
        stream.audit.subscribed("e", 6, true);

        stream.assertOnly(Kind.WRONG_START, 1);
    }

    @Test
    void aPositionWithoutAnAnswerIsFound() {
        stream.audit.subscribed("e", 0, null);
        stream.receive(1, 5);
        stream.audit.disconnected();
        stream.audit.subscribed("e", 5, null);

        stream.assertOnly(Kind.WRONG_START, 1);
    }

    @Test
    void aPositionThatIsOlderThanRetentionMayBeLost() {
        stream.audit.subscribed("e", 0, null);
        stream.receive(1, 5);
        stream.audit.disconnected();
        stream.nowNanos += AuditedStream.RETENTION;
        stream.audit.subscribed("e", 8, false);
        stream.receive(9, 10);
        stream.audit.close();

        assertThat(stream.findings.counts()).isEmpty();
        assertThat(stream.told.positionsLost).isEqualTo(1);
        assertThat(stream.told.positionSkipped).isEqualTo(3);
    }

    @Test
    void aPositionThatRetentionReachesMustNotBeLost() {
        stream.audit.subscribed("e", 0, null);
        stream.receive(1, 5);
        stream.audit.disconnected();
        stream.nowNanos += AuditedStream.RETENTION / 2;
        stream.audit.subscribed("e", 8, false);

        stream.assertOnly(Kind.POSITION_LOST, 1);
    }

    @Test
    void ageCountsFromThePublicationNotFromItsArrival() {
        stream.audit.subscribed("e", 0, null);
        long publishedNanos = stream.nowNanos;
        stream.nowNanos += AuditedStream.RETENTION;
        stream.audit.message(null, 1, 1, publishedNanos);
        stream.audit.disconnected();
        stream.audit.subscribed("e", 8, false);

        assertThat(stream.findings.counts()).isEmpty();
    }

    @Test
    void whoWasGivenTheOldestThatIsRetainedMayLoseItAtOnce() {
        stream.audit.subscribed("e", 0, null);
        stream.receive(1, 5);
        stream.audit.disconnected();
        stream.nowNanos += AuditedStream.RETENTION;
        stream.audit.subscribed("e", 7, false);
        stream.audit.disconnected();
        stream.audit.subscribed("e", 8, false);

        assertThat(stream.findings.counts()).isEmpty();
    }

    @Test
    void aSurfaceWithoutEnvelopeBeginsAnewAfterALostPosition() {
        stream.audit.startAtHead();
        assertThat(stream.audit.position()).isEqualTo("e:10");
        stream.audit.startedAsAsked();
        stream.audit.disconnected();
        stream.accept(11, 14);
        stream.nowNanos += AuditedStream.RETENTION;
        stream.audit.forgotten();
        stream.audit.startAtHead();

        assertThat(stream.audit.position()).isEqualTo("e:14");
        assertThat(stream.told.positionSkipped).isEqualTo(4);
        assertThat(stream.findings.counts()).isEmpty();
    }
}
