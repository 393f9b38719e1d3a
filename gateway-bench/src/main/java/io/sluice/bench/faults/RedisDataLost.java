package io.sluice.bench.faults;

import io.sluice.bench.fleet.Fleet;
import io.sluice.bench.fleet.RedisProcess.Persistence;
import java.time.Duration;

/** Redis, which keeps everything in memory, is killed and comes back empty. */
final class RedisDataLost extends Scenario {
    @Override
    String name() {
        return "redis-data-lost";
    }

    @Override
    String proves() {
        return "where Redis loses everything the epoch is another one, every subscriber is told, and deliveries go on";
    }

    @Override
    Expectation expectation() {
        return Expectation.START_ANEW;
    }

    @Override
    Fleet.Plan plan(Size size) {
        return plan(size, Persistence.NONE, Fleet.Between.NOTHING);
    }

    @Override
    String fault(Stage stage) throws InterruptedException {
        Duration away = between(stage.random(), 0, 1000);
        stage.fleet().redis().kill();
        stage.hold(away);
        stage.fleet().redis().start();
        return "kill -9 of Redis, empty after " + away.toMillis() + " ms";
    }
}
