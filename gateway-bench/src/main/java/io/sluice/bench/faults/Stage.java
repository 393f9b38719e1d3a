package io.sluice.bench.faults;

import io.sluice.bench.audit.Findings.Kind;
import io.sluice.bench.fleet.Fleet;
import java.time.Duration;
import java.util.Random;
import java.util.function.IntPredicate;

/** Where a scenario does its worst: the run, as its scenario sees it. For the thread of the run. */
interface Stage {
    Fleet fleet();

    /** Of the run's seed. */
    Random random();

    /** From 0. */
    int round();

    /** Lets time pass, in which everybody publishes and reads. */
    void hold(Duration duration) throws InterruptedException;

    /** Says which gateways this round does not touch: whoever is on them must go on hearing. */
    void untouched(IntPredicate gateways) throws InterruptedException;

    /** Something that is no loss is wrong. */
    void find(Kind kind, String what) throws InterruptedException;

    /** Waits until everybody is connected and has what is published from now on; false if that takes too long. */
    boolean awaitCaughtUp() throws InterruptedException;
}
