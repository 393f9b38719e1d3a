package io.sluice.bench.faults;

import io.sluice.bench.audit.Clients;
import io.sluice.bench.audit.Connection;
import io.sluice.bench.audit.Findings;
import io.sluice.bench.audit.Findings.Kind;
import io.sluice.bench.audit.Surface;
import io.sluice.bench.audit.Target;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber, who stays; where a connection ends it goes on at another gateway, from where it is, after a pause that is
 * random and grows, or that the gateway named. Belongs to the client loop.
 */
final class FleetSubscriber implements Connection.Owner {
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2000;

    private final String name;
    private final Surface surface;
    private final List<FleetStream> streams;
    private final Crew crew;
    private int at;
    private @Nullable Connection connection;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private boolean over;

    FleetSubscriber(String name, Surface surface, List<FleetStream> streams, int firstGateway, Crew crew) {
        this.name = name;
        this.surface = surface;
        this.streams = streams;
        this.crew = crew;
        this.at = firstGateway % crew.gateways().size();
    }

    /** What subscribers share. */
    record Crew(
            Clients clients,
            List<Target> gateways,
            Expectation expectation,
            Findings findings,
            Tally tally,
            Random random) {}

    void connect() {
        if (connection == null && !over) {
            Target gateway = crew.gateways().get(at);
            Connection begun = new Connection(surface, gateway, streams, this);
            connection = begun;
            crew.clients().connect(begun, gateway, 0);
        }
    }

    /** Leaves for good. */
    void end() {
        over = true;
        Connection open = connection;
        if (open != null) {
            open.leave();
        }
    }

    boolean isConnected() {
        return connection != null;
    }

    /** The index of the gateway that it is on, or turns to. */
    int gateway() {
        return at;
    }

    List<FleetStream> streams() {
        return streams;
    }

    @Override
    public void onOpen() {
        crew.tally().opened();
        pauseMillis = FIRST_PAUSE_MILLIS;
    }

    @Override
    public void onFault(Kind kind, String what) {
        if (kind == Kind.REFUSED) {
            // A gateway may be away or full; who is refused for ever does not catch up, and that is found.
            crew.tally().refused(what);
        } else {
            crew.findings().add(kind, 1, name + ": " + what);
        }
    }

    @Override
    public void onEnd(@Nullable String cause) {
        Connection ended = connection;
        connection = null;
        if (over) {
            return;
        }
        if (cause != null) {
            crew.tally().ended(cause);
        }
        judge(cause);
        crew.clients().after(pauseMillis(ended), this::connect);
        move();
    }

    private void judge(@Nullable String cause) {
        if (streams.stream().anyMatch(FleetStream::endedWatched)) {
            crew.findings()
                    .add(
                            Kind.CLOSED,
                            1,
                            name + ": " + (cause == null ? "ended by a fault" : cause)
                                    + " although its gateway was not touched");
        } else if (cause != null && !crew.expectation().ends().contains(Expectation.End.of(cause))) {
            crew.findings().add(Kind.CLOSED, 1, name + ": " + cause);
        }
    }

    private long pauseMillis(@Nullable Connection ended) {
        if (ended != null && ended.hintMillis() > 0) {
            return ended.hintMillis();
        }
        long pause = pauseMillis;
        pauseMillis = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        return pause / 2 + crew.random().nextLong(pause);
    }

    private void move() {
        int count = crew.gateways().size();
        if (count > 1) {
            at = (at + 1 + crew.random().nextInt(count - 1)) % count;
        }
    }
}
