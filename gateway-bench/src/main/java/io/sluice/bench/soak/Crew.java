package io.sluice.bench.soak;

import io.sluice.bench.audit.Clients;
import io.sluice.bench.audit.Findings;
import io.sluice.bench.audit.Target;
import java.util.Random;

/**
 * What subscribers share. Belongs to the client loop.
 *
 * @param random seeded, so that a run can be made again as far as timing allows
 */
record Crew(Clients clients, Target target, Findings findings, Tally tally, Random random, SoakSettings.Timing timing) {

    /** What happened to connections. Belongs to the client loop. */
    static final class Tally {
        long opened;
        long left;
        long cut;
        long waves;
        long stalledClosed;
    }

    /** A number of milliseconds, evenly spread. */
    long between(long fromMillis, long toMillis) {
        return fromMillis + (long) (random.nextDouble() * (toMillis - fromMillis));
    }
}
