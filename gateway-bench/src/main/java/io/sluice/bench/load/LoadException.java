package io.sluice.bench.load;

/** A run could not be carried out; the message is for the person who started it. */
final class LoadException extends Exception {
    private static final long serialVersionUID = 1;

    LoadException(String message) {
        super(message);
    }
}
