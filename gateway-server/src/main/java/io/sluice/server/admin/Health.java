package io.sluice.server.admin;

/** What the balancer and the supervisor ask. Thread-safe, answers at once from what canaries last told. */
public interface Health {

    /** Whether the gateway should get new work, and why not. */
    Status readiness();

    /** Whether the process should live on, and why not. */
    Status liveness();

    /**
     * An answer to a health check.
     *
     * @param ok true for 200, false for 503
     * @param detail one sentence for people
     */
    record Status(boolean ok, String detail) {}
}
