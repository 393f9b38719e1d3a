package io.sluice.bench.faults;

import io.sluice.bench.fleet.Fleet;
import io.sluice.bench.fleet.RedisProcess.Persistence;
import java.time.Duration;

/** Redis does not run for longer than anybody waits for it; its connections stay open. */
final class RedisFreeze extends Scenario {
    @Override
    String name() {
        return "redis-freeze";
    }

    @Override
    String proves() {
        return "a Redis that answers nothing for longer than publish-deadline costs neither a publication nor a subscriber,"
                + " and nothing is published twice that was sent again";
    }

    @Override
    Expectation expectation() {
        return Expectation.STAY;
    }

    @Override
    Fleet.Plan plan(Size size) {
        return plan(size, Persistence.ALWAYS, Fleet.Between.NOTHING);
    }

    @Override
    String fault(Stage stage) throws InterruptedException {
        Duration frozen = PUBLISH_DEADLINE.plus(between(stage.random(), 500, 2000));
        stage.fleet().redis().freeze();
        stage.hold(frozen);
        stage.fleet().redis().thaw();
        return "SIGSTOP of Redis for " + frozen.toMillis() + " ms";
    }
}
