package io.sluice.bench.faults;

import io.sluice.bench.fleet.Fleet;
import io.sluice.bench.fleet.RedisProcess.Persistence;
import java.time.Duration;

/** Redis, which has on disk what it answered, is killed and started again. */
final class RedisKill extends Scenario {
    @Override
    String name() {
        return "redis-kill";
    }

    @Override
    String proves() {
        return "a Redis with an append-only file may be killed: subscribers stay, and nothing that was accepted is lost";
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
        Duration away = between(stage.random(), 100, 1500);
        stage.fleet().redis().kill();
        stage.hold(away);
        stage.fleet().redis().start();
        return "kill -9 of Redis, away for " + away.toMillis() + " ms";
    }
}
