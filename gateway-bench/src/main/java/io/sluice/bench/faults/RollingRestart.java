package io.sluice.bench.faults;

import io.sluice.bench.audit.Findings.Kind;
import io.sluice.bench.fleet.Fleet;
import io.sluice.bench.fleet.GatewayNode;
import io.sluice.bench.fleet.RedisProcess.Persistence;
import java.time.Duration;
import java.util.List;

/** Each gateway behind a balancer is drained and started again, one after the other. */
final class RollingRestart extends Scenario {
    /** At that pace a full gateway of the longest form drains within five seconds. */
    private static final int SUBSCRIBERS_PER_DRAIN_RATE = 15;

    private static final Duration DRAIN_WINDOW = Duration.ofSeconds(30);
    private static final Duration SLACK = Duration.ofSeconds(2);
    private static final int TOPICS = 10;
    private static final long EVERY_MILLIS = 400;

    @Override
    String name() {
        return "rolling-restart";
    }

    @Override
    String proves() {
        return "gateways behind a balancer are drained and started again one by one while everybody publishes and reads:"
                + " no publication is lost, no publish gets an answer that is not documented, and subscribers come back no"
                + " faster than they are sent away";
    }

    @Override
    Expectation expectation() {
        return Expectation.BE_SENT_AWAY;
    }

    /** What a draining gateway sends away a second. */
    static int drainRate(Size size) {
        return Math.max(20, size.rollingSubscribers() / SUBSCRIBERS_PER_DRAIN_RATE);
    }

    /** What of connects is no storm: the pace of the drain, and as much again as chance adds to it within a second. */
    static double mostConnectsPerSecond(int drainRate) {
        return 1.5 * drainRate + 20;
    }

    @Override
    Fleet.Plan plan(Size size) {
        return new Fleet.Plan(
                size.gateways(),
                Persistence.ALWAYS,
                Fleet.Between.NOTHING,
                size.balancer(),
                settingsAnd("drain.rate=" + drainRate(size), "drain.window=" + DRAIN_WINDOW.toSeconds() + "s"),
                List.of());
    }

    @Override
    Population.Shape shape(Size size) {
        return new Population.Shape(TOPICS, 2, EVERY_MILLIS, size.payloadBytes(), size.rollingSubscribers(), 1);
    }

    @Override
    String fault(Stage stage) throws InterruptedException {
        for (GatewayNode node : stage.fleet().nodes()) {
            int code = node.terminate(DRAIN_WINDOW.plus(SLACK));
            if (code != 0) {
                stage.find(
                        Kind.EXIT,
                        node.name() + ": "
                                + (code < 0
                                        ? "still there after drain.window"
                                        : "exit code " + code + " after SIGTERM"));
                node.kill();
            }
            node.start();
            node.awaitReady();
            stage.awaitCaughtUp();
            // So long the balancer takes to give it something to do again.
            stage.hold(SLACK);
        }
        return "SIGTERM, drain and start of each gateway in turn";
    }
}
