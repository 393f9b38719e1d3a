package io.sluice.bench.fleet;

/** A process or a port of the fleet did not do what every run needs; the message says which and what. */
public final class FleetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FleetException(String message) {
        super(message);
    }

    public FleetException(String message, Throwable cause) {
        super(message, cause);
    }
}
