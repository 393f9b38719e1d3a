package io.sluice.bench.soak;

import io.sluice.bench.audit.Connection;
import io.sluice.bench.audit.Findings.Kind;
import io.sluice.bench.audit.StreamAudit;
import io.sluice.bench.audit.Surface;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One subscriber: connections one after the other, each from where the last one ended. Belongs to the client loop. */
final class Subscriber implements Connection.Owner {
    /** As small as it goes, so that a reader who stops is felt at once. */
    private static final int STALLED_RECEIVE_BUFFER_BYTES = 4096;

    private static final long FINISHING_RETRY_MILLIS = 200;
    private static final String POSITION_LOST = "close 4009";

    private final String name;
    private final Behaviour behaviour;
    private final Surface surface;
    private final List<StreamAudit> streams;
    private final Crew crew;
    private @Nullable Connection connection;
    private long connections;
    private boolean finishing;
    private boolean over;

    Subscriber(String name, Behaviour behaviour, Surface surface, List<StreamAudit> streams, Crew crew) {
        this.name = name;
        this.behaviour = behaviour;
        this.surface = surface;
        this.streams = streams;
        this.crew = crew;
    }

    void connect() {
        if (connection != null || over) {
            return;
        }
        if (surface == Surface.PLAIN) {
            // It has no envelope that would say where it begins.
            streams.forEach(StreamAudit::startAtHead);
        }
        Connection begun = new Connection(surface, crew.target(), streams, this);
        connection = begun;
        connections++;
        crew.clients().connect(begun, crew.target(), isStalled() ? STALLED_RECEIVE_BUFFER_BYTES : 0);
    }

    /** Runs the task unless this connection is over by then. */
    void after(long millis, Runnable task) {
        long then = connections;
        crew.clients().after(millis, () -> {
            if (connections == then && connection != null && !finishing) {
                task.run();
            }
        });
    }

    void cut() {
        Connection open = connection;
        if (open != null) {
            crew.tally().cut++;
            open.cut();
        }
    }

    void leave() {
        Connection open = connection;
        if (open != null) {
            crew.tally().left++;
            open.leave();
        }
    }

    void setReading(boolean reading) {
        Connection open = connection;
        if (open != null) {
            open.setReading(reading);
        }
    }

    /** It did not read for longer than it may, and its connection is there all the same. */
    void survived() {
        crew.findings()
                .add(
                        Kind.NOT_CLOSED,
                        1,
                        name + ": open although nothing was read for "
                                + crew.timing().stalledLimit().toSeconds() + " s");
        cut();
    }

    /** The publishers have stopped: come back and stay until everything is here. Who stalled has no more to expect. */
    void finish() {
        finishing = true;
        if (isStalled()) {
            end();
        } else {
            connect();
        }
    }

    /** Leaves for good. */
    void end() {
        over = true;
        finishing = true;
        if (isStalled()) {
            cut();
        } else {
            leave();
        }
    }

    boolean isConnected() {
        return connection != null;
    }

    boolean isStalled() {
        return behaviour == Behaviour.STALLED;
    }

    Behaviour behaviour() {
        return behaviour;
    }

    boolean isComplete() {
        return isStalled() || streams.stream().allMatch(StreamAudit::isComplete);
    }

    List<StreamAudit> streams() {
        return streams;
    }

    @Override
    public void onOpen() {
        crew.tally().opened++;
        if (!finishing) {
            behaviour.opened(this, crew);
        }
    }

    @Override
    public void onFault(Kind kind, String what) {
        crew.findings().add(kind, 1, name + ": " + what);
    }

    @Override
    public void onEnd(@Nullable String cause) {
        connection = null;
        if (cause != null) {
            closedByGateway(cause);
        }
        if (!over) {
            crew.clients().after(finishing ? FINISHING_RETRY_MILLIS : behaviour.awayMillis(crew), this::connect);
        }
    }

    private void closedByGateway(String cause) {
        if (isStalled()) {
            crew.tally().stalledClosed++;
        } else if (!(surface == Surface.PLAIN && cause.equals(POSITION_LOST))) {
            // A lost position is judged by the audit of the stream.
            crew.findings().add(Kind.CLOSED, 1, name + ": " + cause);
        }
    }
}
