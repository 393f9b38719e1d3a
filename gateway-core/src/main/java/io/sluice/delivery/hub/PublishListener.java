package io.sluice.delivery.hub;

/** Hears what became of a publish, exactly once. */
@FunctionalInterface
public interface PublishListener {

    /**
     * Runs on the hub's loop when the command got there, on the publishing thread when it was refused at the door. Must
     * neither block nor throw.
     */
    void onOutcome(PublishOutcome outcome);
}
