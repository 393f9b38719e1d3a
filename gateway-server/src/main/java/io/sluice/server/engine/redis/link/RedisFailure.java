package io.sluice.server.engine.redis.link;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
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

    /** What passes by itself, within seconds. */
    private static final Set<String> PASSING = Set.of("ASK", "CLUSTERDOWN", "LOADING", "MOVED", "TRYAGAIN");

    /** What Lettuce says of a command that it did not send. */
    private static final Set<String> UNSENT =
            Set.of("Connection is closed", "Currently not connected. Commands are rejected.");

    /** What a server answers that is not the one to ask. */
    private static final Set<String> MISPLACED = Set.of("MASTERDOWN", "READONLY");

    private final boolean maybeDone;

    /** What Redis' answer begins with; empty where it did not answer. */
    private final String kind;

    /**
     * A failure.
     *
     * @param maybeDone whether Redis may have carried it out all the same
     */
    public RedisFailure(Throwable cause, boolean maybeDone) {
        this(cause, maybeDone, "");
    }

    private RedisFailure(Throwable cause, boolean maybeDone, String kind) {
        super(cause.getMessage(), cause);
        this.maybeDone = maybeDone;
        this.kind = kind;
    }

    /**
     * What Lettuce failed with. Redis may say no before it begins; a connection that breaks fails what was sent through it as
     * well as what was not, and a script that fails may have written before: in all other cases nobody knows.
     */
    public static RedisFailure of(Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        if (cause instanceof RedisFailure known) {
            return known;
        }
        String said = String.valueOf(cause.getMessage());
        if (cause instanceof RedisConnectionException || UNSENT.contains(said)) {
            return new RedisFailure(cause, false);
        }
        String kind = cause instanceof RedisCommandExecutionException ? said.split(" ", 2)[0] : "";
        return new RedisFailure(cause, !REFUSALS.contains(kind), kind);
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
        return !maybeDone && !kind.isEmpty();
    }

    /** Whether this user may not do it, or the server does not know it: it will be the same the next time. */
    public boolean isFinal() {
        return !kind.isEmpty()
                && (maybeDone || kind.equals("NOAUTH") || kind.equals("NOPERM"))
                && !PASSING.contains(kind);
    }

    /** Whether keys are on their way from one server to another at this moment; nothing was done. */
    public boolean isMoving() {
        return kind.equals("TRYAGAIN");
    }

    /** Whether another server is the one to ask. */
    boolean isMisplaced() {
        return MISPLACED.contains(kind);
    }
}
