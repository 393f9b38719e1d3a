package io.sluice.bench.faults;

import io.sluice.bench.audit.Findings.Kind;
import io.sluice.bench.fleet.Fleet;
import io.sluice.bench.fleet.FleetException;
import io.sluice.bench.fleet.RedisProcess;
import io.sluice.bench.fleet.RedisProcess.Persistence;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The master acknowledges what its replica never gets, dies, and the replica takes its place. */
final class SentinelFailover extends Scenario {
    private static final Duration MISSED = Duration.ofMillis(1500);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration POLL = Duration.ofMillis(50);

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

    @Override
    String fault(Stage stage) throws InterruptedException {
        Fleet fleet = stage.fleet();
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
        stage.hold(MISSED);
        master.kill();
        replica.thaw();
        long killed = System.nanoTime();
        await(
                stage,
                "the replica is promoted",
                () -> fleet.sentinel().masterPort() == replica.port() && replica.isMaster());
        long promotedMillis = (System.nanoTime() - killed) / 1_000_000;
        master.startAsReplicaOf(replica.port());
        return "a replica that misses " + MISSED.toMillis() + " ms is promoted " + promotedMillis
                + " ms after kill -9 of the master";
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
