package io.sluice.engine;

import io.sluice.delivery.hub.PublishOutcome;

/** An engine as the process owns it, which has to end it in order. */
public interface DrainableEngine extends Engine {

    /** From now on publishes are refused for this reason; those taken before are still carried out. */
    void refusePublishes(PublishOutcome.Reason reason);

    /** Runs the task, on any thread, once everything taken before {@link #refusePublishes} was answered. */
    void whenQuiet(Runnable task);
}
