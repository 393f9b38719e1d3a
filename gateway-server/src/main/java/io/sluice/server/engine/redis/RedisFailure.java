package io.sluice.server.engine.redis;

/** A command without an answer, or with one that says no. */
final class RedisFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean maybeDone;

    /**
     * A failure.
     *
     * @param maybeDone whether Redis may have carried it out all the same
     */
    RedisFailure(Throwable cause, boolean maybeDone) {
        super(cause.getMessage(), cause);
        this.maybeDone = maybeDone;
    }

    boolean isMaybeDone() {
        return maybeDone;
    }
}
