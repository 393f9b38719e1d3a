package io.sluice.server.admin;

/** A read that cannot be done now; worth another try after a while. The message says why. */
public final class ReadRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean tooMany;

    private ReadRefusedException(String message, boolean tooMany) {
        super(message, null, false, false);
        this.tooMany = tooMany;
    }

    /** There are as many as may be at a time. */
    public static ReadRefusedException tooMany(String message) {
        return new ReadRefusedException(message, true);
    }

    /** What it needs is away. */
    public static ReadRefusedException unavailable(String message) {
        return new ReadRefusedException(message, false);
    }

    public boolean isTooMany() {
        return tooMany;
    }
}
