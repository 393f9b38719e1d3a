package io.sluice.bench.faults;

import io.sluice.bench.fleet.Fleet;
import io.sluice.bench.fleet.GatewayNode;
import io.sluice.bench.fleet.RedisProcess.Persistence;
import java.time.Duration;

/** A gateway is killed; its subscribers go on at the others; it comes back. */
final class NodeKill extends Scenario {
    private int victim;

    @Override
    String name() {
        return "node-kill";
    }

    @Override
    String proves() {
        return "the subscribers of a gateway that is killed go on at the others where they were, and those of the others notice"
                + " nothing";
    }

    @Override
    Expectation expectation() {
        return Expectation.BREAK_OFF;
    }

    @Override
    Fleet.Plan plan(Size size) {
        return plan(size, Persistence.ALWAYS, Fleet.Between.NOTHING);
    }

    @Override
    String fault(Stage stage) throws InterruptedException {
        int count = stage.fleet().nodes().size();
        // Never the one of the round before, which nobody has come back to.
        victim = stage.round() == 0
                ? stage.random().nextInt(count)
                : (victim + 1 + stage.random().nextInt(count - 1)) % count;
        int killed = victim;
        GatewayNode node = stage.fleet().nodes().get(victim);
        stage.untouched(gateway -> gateway != killed);
        Duration away = between(stage.random(), 200, 2000);
        node.kill();
        stage.hold(away);
        node.start();
        return "kill -9 of gateway " + (victim + 1) + ", started again after " + away.toMillis() + " ms";
    }
}
