package io.sluice.bench.faults;

import io.sluice.bench.fleet.Fleet;
import io.sluice.bench.fleet.RedisProcess.Persistence;
import io.sluice.bench.fleet.Relay;
import java.time.Duration;
import java.util.List;

/** What lies between gateways and Redis is cut, refused, swallowed or slow: for one gateway, or for all. */
final class LinkCut extends Scenario {
    private static final Duration NOTICED = Duration.ofMillis(1500);
    private static final int CUTS = 4;

    private int first;

    private enum Fault {
        CUT("cut " + CUTS + " times"),
        REFUSE("cut and refused"),
        SWALLOW("swallowed"),
        SWALLOW_FOR_LONG("swallowed for longer than publish-deadline"),
        DELAY("late by 80 ms, then cut");

        private final String text;

        Fault(String text) {
            this.text = text;
        }
    }

    @Override
    String name() {
        return "link-cut";
    }

    @Override
    String proves() {
        return "a gateway whose way to Redis is cut, refused, swallowed or slow keeps its subscribers, catches up when it is back,"
                + " and the others notice nothing";
    }

    @Override
    Expectation expectation() {
        return Expectation.STAY;
    }

    @Override
    Fleet.Plan plan(Size size) {
        return plan(size, Persistence.ALWAYS, Fleet.Between.RELAYS);
    }

    /** Round by round each fault in turn, to one gateway and to all in turn; with which it begins is for the seed to say. */
    @Override
    String fault(Stage stage) throws InterruptedException {
        List<Relay> all = stage.fleet().relays();
        if (stage.round() == 0) {
            first = stage.random().nextInt(2 * Fault.values().length);
        }
        int turn = first + stage.round();
        boolean one = turn % 2 == 0;
        int victim = stage.random().nextInt(all.size());
        List<Relay> victims = one ? List.of(all.get(victim)) : all;
        if (one) {
            stage.untouched(gateway -> gateway != victim);
        }
        Fault fault = Fault.values()[turn % Fault.values().length];
        carryOut(fault, victims, stage);
        victims.forEach(Relay::heal);
        return "the way to Redis of " + (one ? "gateway " + (victim + 1) : "all gateways") + " is " + fault.text;
    }

    private static void carryOut(Fault fault, List<Relay> victims, Stage stage) throws InterruptedException {
        switch (fault) {
            case CUT -> {
                for (int i = 0; i < CUTS; i++) {
                    victims.forEach(Relay::cut);
                    stage.hold(between(stage.random(), 20, 600));
                }
            }
            case REFUSE -> {
                victims.forEach(Relay::refuse);
                stage.hold(NOTICED);
            }
            case SWALLOW -> {
                victims.forEach(Relay::swallow);
                stage.hold(NOTICED);
            }
            case SWALLOW_FOR_LONG -> {
                victims.forEach(Relay::swallow);
                stage.hold(PUBLISH_DEADLINE.plus(NOTICED));
            }
            case DELAY -> {
                victims.forEach(relay -> relay.delay(Duration.ofMillis(80)));
                stage.hold(NOTICED);
                victims.forEach(Relay::cut);
            }
        }
    }
}
