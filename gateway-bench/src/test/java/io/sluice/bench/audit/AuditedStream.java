package io.sluice.bench.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.audit.Findings.Kind;
import java.util.Map;

/** One subscriber on one topic, of which ten are accepted at the start, under a clock of its own. */
final class AuditedStream {
    static final long SECOND = 1_000_000_000L;
    static final long RETENTION = 10 * SECOND;

    private static final int ACCEPTED = 10;

    final Findings findings = new Findings();
    final StreamAudit.Told told = new StreamAudit.Told();
    final TopicAccount account = new TopicAccount("a", findings);
    long nowNanos;
    private final Stalls stalls = new Stalls(() -> nowNanos);
    final StreamAudit audit = new StreamAudit(
            "somebody",
            account,
            new StreamAudit.Rules(findings, told, RETENTION, () -> nowNanos),
            new Silence(() -> nowNanos, stalls));

    AuditedStream() {
        accept(1, ACCEPTED);
    }

    void accept(long from, long to) {
        for (long offset = from; offset <= to; offset++) {
            account.accepted("e", offset);
        }
    }

    void receive(long from, long to) {
        for (long offset = from; offset <= to; offset++) {
            audit.message(null, offset, offset, nowNanos);
        }
    }

    /** In steps, as on a machine that runs. */
    void pass(long nanos) {
        for (long passed = 0; passed < nanos; passed += SECOND / 50) {
            nowNanos += SECOND / 50;
            stalls.tick();
        }
    }

    void assertOnly(Kind kind, long count) {
        assertThat(findings.counts()).isEqualTo(Map.of(kind.text(), count));
    }
}
