package io.sluice.bench.faults;

import io.sluice.bench.audit.Clients;
import io.sluice.bench.audit.Findings;
import io.sluice.bench.audit.Findings.Kind;
import io.sluice.bench.fleet.Fleet;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Where a scenario does its worst: the fleet, and those who use it. For the thread of the run, which waits. */
final class Stage {
    private static final Duration CAUGHT_UP = Duration.ofSeconds(30);

    /** After which it is told who is late. */
    private static final Duration SLOW = Duration.ofSeconds(4);

    private static final long UNTOUCHED_SILENCE_MILLIS = 2000;
    private static final long POLL_MILLIS = 20;

    private final Fleet fleet;
    private final Clients clients;
    private final Population population;
    private final Findings findings;
    private final Random random;
    private final Consumer<String> progress;
    private int round;
    private boolean watching;

    Stage(
            Fleet fleet,
            Clients clients,
            Population population,
            Findings findings,
            Random random,
            Consumer<String> progress) {
        this.fleet = fleet;
        this.clients = clients;
        this.population = population;
        this.findings = findings;
        this.random = random;
        this.progress = progress;
    }

    Fleet fleet() {
        return fleet;
    }

    /** Of the run's seed. */
    Random random() {
        return random;
    }

    /** From 0. */
    int round() {
        return round;
    }

    /** The round is over. */
    void nextRound() {
        round++;
    }

    /** Lets time pass, in which everybody publishes and reads. */
    void hold(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }

    /** Says which gateways this round does not touch: whoever is on them must go on hearing. */
    void untouched(IntPredicate gateways) throws InterruptedException {
        watching = true;
        clients.run(() -> population.watch(gateways));
    }

    /** The longest silence since {@link #untouched}; null if this round touched all. */
    @Nullable
    Long endWatch() throws InterruptedException {
        if (!watching) {
            return null;
        }
        watching = false;
        return clients.call(() -> population.watchedMillis(UNTOUCHED_SILENCE_MILLIS));
    }

    /** Something that is no loss is wrong. */
    void find(Kind kind, String what) throws InterruptedException {
        clients.run(() -> findings.add(kind, 1, what));
    }

    /** The scenario does its worst from now on. */
    void faultBegins() throws InterruptedException {
        clients.run(population::faultBegins);
    }

    /** Waits until everybody is connected and has what is published from now on; that it takes too long is a finding. */
    void awaitCaughtUp() throws InterruptedException {
        clients.run(population::mark);
        if (waitFor(population::hasCaughtUp, SLOW)) {
            return;
        }
        progress.accept(late(SLOW));
        if (!waitFor(population::hasCaughtUp, CAUGHT_UP.minus(SLOW))) {
            find(Kind.NOT_HEALED, late(CAUGHT_UP));
        }
    }

    private String late(Duration after) throws InterruptedException {
        return "round " + (round + 1) + ": not caught up after " + after.toSeconds() + " s: "
                + clients.call(population::laggards);
    }

    /** Waits for what is to be asked on the client loop; that it takes too long is a finding. */
    void await(Callable<Boolean> condition, Duration patience, String otherwise) throws InterruptedException {
        if (!waitFor(condition, patience)) {
            find(Kind.NOT_HEALED, otherwise);
        }
    }

    /** The same, where it is for others to judge. */
    boolean waitFor(Callable<Boolean> condition, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!clients.call(condition)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }
}
