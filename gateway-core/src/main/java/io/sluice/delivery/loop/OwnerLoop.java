package io.sluice.delivery.loop;

/** A single thread that owns state. All methods may be called from any thread. */
public interface OwnerLoop {

    /** Runs the task on the loop, after those posted before. */
    void execute(Runnable task);

    /**
     * Runs the task on the loop once it has looked at its sockets again; {@link #execute} would run it before. Called on
     * the loop only.
     */
    void executeAfterIo(Runnable task);

    /** Runs the task on the loop after a delay. */
    void schedule(Runnable task, long delayNanos);

    /** Whether the caller runs on the loop. */
    boolean inLoop();

    /** The loop's clock; arbitrary origin. */
    long nanoTime();
}
