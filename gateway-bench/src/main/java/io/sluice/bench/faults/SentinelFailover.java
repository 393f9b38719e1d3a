package io.sluice.bench.faults;

import io.sluice.bench.audit.Findings.Kind;
import io.sluice.bench.fleet.Fleet;
import io.sluice.bench.fleet.FleetException;
import io.sluice.bench.fleet.RedisProcess;
import io.sluice.bench.fleet.RedisProcess.Persistence;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The master acknowledges what its replica never gets, dies or does not run any more, and the replica takes its place. */
final class SentinelFailover extends Scenario {
    private static final Duration MISSED = Duration.ofMillis(1500);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration POLL = Duration.ofMillis(50);

    private int first;

    private enum Fault {
        KILL("kill -9"),
        FREEZE("SIGSTOP");

        private final String text;

        Fault(String text) {
            this.text = text;
        }
    }

    @Override
    String name() {
        return "sentinel-failover";
    }

    @Override
    String proves() {
        return "a failover to a replica that misses acknowledged publications replaces the epoch, every subscriber is told, and"
                + " deliveries go on";
    }

    @Override
    Expectation expectation() {
        return Expectation.START_ANEW;
    }

    @Override
    Fleet.Plan plan(Size size) {
        return plan(size, Persistence.ALWAYS, Fleet.Between.SENTINEL);
    }

    /** Round by round the one and the other; with which it begins is for the seed to say. */
    @Override
    String fault(Stage stage) throws InterruptedException {
        Fleet fleet = stage.fleet();
        if (stage.round() == 0) {
            first = stage.random().nextInt(Fault.values().length);
        }
        Fault fault = Fault.values()[(first + stage.round()) % Fault.values().length];
        RedisProcess master = master(fleet);
        RedisProcess replica = fleet.redises().stream()
                .filter(redis -> !redis.equals(master))
                .findFirst()
                .orElseThrow();
        await(stage, "the replica is in step", replica::isInStep);
        await(stage, "the sentinel knows of the replica", () -> fleet.sentinel().knowsReplicas(1));
        // What the master would still have in its buffers for the replica goes with the connection.
        replica.freeze();
        master.ask("CLIENT KILL TYPE replica");
        await(
                stage,
                "the replica is cut off",
                () -> master.ask("INFO replication").contains("connected_slaves:0"));
        stage.hold(MISSED);
        switch (fault) {
            case KILL -> master.kill();
            case FREEZE -> master.freeze();
        }
        replica.thaw();
        long gone = System.nanoTime();
        await(
                stage,
                "the replica is promoted",
                () -> fleet.sentinel().masterPort() == replica.port() && replica.isMaster());
        long promotedMillis = (System.nanoTime() - gone) / 1_000_000;
        String then = switch (fault) {
            case KILL -> {
                master.startAsReplicaOf(replica.port());
                yield "";
            }
            case FREEZE -> ", which all have left " + leave(stage, master) + " ms later";
        };
        return "a replica that misses " + MISSED.toMillis() + " ms is promoted " + promotedMillis + " ms after "
                + fault.text + " of the master" + then;
    }

    /**
     * Waits until everybody gets what is published at the new master while the old one stands still: once that runs again, the
     * sentinel makes a replica of it and cuts the connections that were left. Returns how many milliseconds they took.
     */
    private static long leave(Stage stage, RedisProcess frozen) throws InterruptedException {
        long promoted = System.nanoTime();
        stage.awaitCaughtUp();
        long millis = (System.nanoTime() - promoted) / 1_000_000;
        frozen.thaw();
        await(stage, "the old master is a replica", frozen::isInStep);
        return millis;
    }

    private static RedisProcess master(Fleet fleet) {
        int port = fleet.sentinel().masterPort();
        return fleet.redises().stream()
                .filter(redis -> redis.port() == port)
                .findFirst()
                .orElseThrow(() -> new FleetException("the sentinel names no master of ours, but port " + port));
    }

    private static void await(Stage stage, String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                stage.find(Kind.NOT_HEALED, "not within " + PATIENCE.toSeconds() + " s: " + what);
                return;
            }
            stage.hold(POLL);
        }
    }
}
