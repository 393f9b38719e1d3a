package io.sluice.engine;

import io.sluice.delivery.hub.Hub;
import io.sluice.delivery.hub.PublishCommand;

/** The embedded engine: offsets are given on the hub's loop, and live as long as the process. */
public final class MemoryEngine implements Engine {

    private final Hub hub;

    public MemoryEngine(Hub hub) {
        this.hub = hub;
    }

    @Override
    public void publish(PublishCommand command) {
        hub.publish(command);
    }

    @Override
    public void flush() {
        hub.flush();
    }
}
