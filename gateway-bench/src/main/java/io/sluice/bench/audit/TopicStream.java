package io.sluice.bench.audit;

import org.jspecify.annotations.Nullable;

/**
 * What one subscriber receives of one topic, across all of its connections; who audits it implements this. Called on the
 * client loop.
 */
public interface TopicStream {
    String topic();

    /** What to resume from; null if nothing has come yet. */
    @Nullable
    String position();

    /**
     * Delivery begins after this position.
     *
     * @param recovered what the gateway says about the position that was named; null if it says nothing
     */
    void subscribed(String epoch, long offset, @Nullable Boolean recovered);

    /** A connection that was given {@link #position} and answers nothing to it has begun. */
    void startedAsAsked();

    /**
     * A publication came.
     *
     * @param epoch null if its envelope names none, so that it is that of the one before
     * @param offset as its envelope says
     * @param stamped the number that its publisher wrote into it
     * @param stampedNanos when that was
     */
    void message(@Nullable String epoch, long offset, long stamped, long stampedNanos);

    /** The gateway says that this range will not come. */
    void gap(long from, long to, String reason);

    /** A position that the gateway cannot recover and that has no envelope to say where it goes on. */
    void forgotten();

    void disconnected();
}
