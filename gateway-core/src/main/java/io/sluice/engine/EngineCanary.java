package io.sluice.engine;

/** Proves that what is published through an engine comes back. */
@FunctionalInterface
public interface EngineCanary {

    /** Sends a message the way that publications take; the task runs, on any thread, when it has come back, if it does. */
    void send(Runnable onArrival);
}
