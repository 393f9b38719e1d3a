package io.sluice.bench.fleet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The processes of a fleet. When the run is interrupted, whatever is up is killed while the run's thread may still be about to
 * start the next one; so both go through here, and after the end nothing starts. For any thread.
 */
final class Children {
    private final List<Child> up = new ArrayList<>();
    private boolean ended;

    /** @throws FleetException if it cannot be started, or this is over */
    Child start(String name, Path log, List<String> command) {
        return start(name, log, command, Map.of());
    }

    /** The same with more in its environment. */
    synchronized Child start(String name, Path log, List<String> command, Map<String, String> environment) {
        if (ended) {
            throw new FleetException(name + " is not started: the run was interrupted");
        }
        up.removeIf(child -> !child.isAlive());
        Child started = Child.start(name, log, command, environment);
        up.add(started);
        return started;
    }

    /** Kills all, and lets nothing start any more; back when all are gone. */
    void end() {
        List<Child> last;
        synchronized (this) {
            ended = true;
            last = List.copyOf(up);
        }
        last.forEach(Child::sendKill);
        last.forEach(Child::kill);
    }
}
