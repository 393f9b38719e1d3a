package io.sluice.bench.wire;

/** The peer sent something that its protocol does not allow. */
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ProtocolException(String message) {
        super(message);
    }
}
