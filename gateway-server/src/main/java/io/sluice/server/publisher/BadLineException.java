package io.sluice.server.publisher;

import java.io.Serial;

/** A line of a batch is refused; the message says why. */
final class BadLineException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    BadLineException(Refusal refusal, String detail) {
        // Publishers cause these: a stack trace would cost more than the line.
        super(detail, null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
