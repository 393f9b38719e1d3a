package io.sluice.server.engine.redis.link;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** A command without an answer, or with one that says no. */
public final class RedisFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What answers begin with where nothing was carried out. */
    private static final Set<String> REFUSALS = Set.of(
            "BUSY",
            "CLUSTERDOWN",
            "LOADING",
            "MASTERDOWN",
            "MISCONF",
            "NOAUTH",
            "NOPERM",
            "NOREPLICAS",
            "OOM",
            "READONLY",
            "TRYAGAIN");

    /** What a server answers that is not the one to ask. */
    private static final Set<String> MISPLACED = Set.of("MASTERDOWN", "READONLY");

    private final boolean maybeDone;
    private final boolean misplaced;

    /**
     * A failure.
     *
     * @param maybeDone whether Redis may have carried it out all the same
     */
    public RedisFailure(Throwable cause, boolean maybeDone) {
        this(cause, maybeDone, false);
    }

    private RedisFailure(Throwable cause, boolean maybeDone, boolean misplaced) {
        super(cause.getMessage(), cause);
        this.maybeDone = maybeDone;
        this.misplaced = misplaced;
    }

    /**
     * What Lettuce failed with. Redis may say no before it begins; a connection that breaks fails what was sent through it as
     * well as what was not, and a script that fails may have written before: in all other cases nobody knows.
     */
    static RedisFailure of(Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        if (cause instanceof RedisFailure known) {
            return known;
        }
        String kind = cause instanceof RedisCommandExecutionException
                ? String.valueOf(cause.getMessage()).split(" ", 2)[0]
                : "";
        return new RedisFailure(cause, !REFUSALS.contains(kind), MISPLACED.contains(kind));
    }

    static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    /** There is no connection: nothing was sent. */
    static RedisFailure notConnected() {
        return new RedisFailure(new IllegalStateException("not connected"), false);
    }

    /** Whether Redis may have carried it out all the same. */
    public boolean isMaybeDone() {
        return maybeDone;
    }

    /** Whether Redis itself said no. */
    public boolean isRefusal() {
        return !maybeDone && getCause() instanceof RedisCommandExecutionException;
    }

    /** Whether another server is the one to ask. */
    boolean isMisplaced() {
        return misplaced;
    }
}
