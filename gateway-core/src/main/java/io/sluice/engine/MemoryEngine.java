package io.sluice.engine;

import io.sluice.delivery.hub.Hub;
import io.sluice.delivery.hub.PublishCommand;
import io.sluice.delivery.hub.PublishOutcome;

/** The embedded engine: offsets are given on the hub's loop, and live as long as the process. */
public final class MemoryEngine implements DrainableEngine {

    private final Hub hub;

    public MemoryEngine(Hub hub) {
        this.hub = hub;
    }

    @Override
    public void publish(PublishCommand command) {
        hub.publish(command);
    }

    @Override
    public void refusePublishes(PublishOutcome.Reason reason) {
        hub.refusePublishes(reason);
    }

    @Override
    public void whenQuiet(Runnable task) {
        hub.whenQuiet(task);
    }

    @Override
    public void flush() {
        hub.flush();
    }
}
