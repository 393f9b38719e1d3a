package io.sluice.server;

/** The gateway cannot start, for a reason that an operator can change: shown as one line, without a stack trace. */
public final class StartupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Without a cause worth keeping.
     *
     * @param message what is wrong and what to change, on one line
     */
    public StartupException(String message) {
        super(message);
    }

    /** With what made it fail, for a debugger; only the message is shown. */
    public StartupException(String message, Throwable cause) {
        super(message, cause);
    }
}
