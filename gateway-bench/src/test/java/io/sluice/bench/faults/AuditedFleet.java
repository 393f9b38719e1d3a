package io.sluice.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.audit.Findings;
import io.sluice.bench.audit.Findings.Kind;
import io.sluice.bench.audit.Silence;
import io.sluice.bench.audit.Stalls;
import java.util.Map;

/** One subscriber on one topic, in whose first epoch ten publications are accepted: number n at offset n. */
final class AuditedFleet {
    static final int ACCEPTED = 10;

    final Findings findings = new Findings();
    final FleetStream.Told told = new FleetStream.Told();
    final Publications publications = new Publications();
    final Ledger ledger;
    final FleetStream stream;
    long nowNanos;

    private AuditedFleet(boolean epochMayChange) {
        Stalls stalls = new Stalls(() -> 0);
        ledger = new Ledger("a", publications, findings, epochMayChange);
        stream = new FleetStream(
                "somebody",
                ledger,
                new FleetStream.Rules(findings, told, epochMayChange, () -> new Silence(() -> nowNanos, stalls)));
        for (int offset = 1; offset <= ACCEPTED; offset++) {
            accept("e", offset);
        }
    }

    /** Where nothing may be lost. */
    static AuditedFleet durable() {
        return new AuditedFleet(false);
    }

    /** Where Redis may lose data, if everybody is told. */
    static AuditedFleet forgetful() {
        return new AuditedFleet(true);
    }

    /** A new publication is accepted there; its number. */
    long accept(String epoch, long offset) {
        long number = publications.begin();
        publications.accepted(number);
        ledger.accepted(number, epoch, offset);
        return number;
    }

    /** What stands at these offsets of the first epoch. */
    void receive(long from, long to) {
        for (long offset = from; offset <= to; offset++) {
            stream.message(null, offset, offset, 0);
        }
    }

    void close() {
        stream.close();
        ledger.close();
    }

    void assertNothing() {
        close();
        assertThat(findings.details()).isEmpty();
    }

    void assertOnly(Kind kind, long count) {
        close();
        assertThat(findings.counts()).as(findings.details().toString()).isEqualTo(Map.of(kind.text(), count));
    }
}
