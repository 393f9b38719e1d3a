package io.sluice.engine;

import io.sluice.delivery.hub.PublishCommand;

/** What makes an offset: takes publications from the doors and gives each its place in its topics. */
@FunctionalInterface
public interface Engine {

    /**
     * Takes one publication. Never blocks and never throws for what a publisher did; safe from any thread. The command's
     * listener hears of the outcome exactly once, possibly before this returns. Ownership of the payload passes with the
     * call, whatever the outcome. Commands of one thread that name the same topic keep their order.
     * Wants a {@link #flush()} behind the last of several.
     */
    void publish(PublishCommand command);

    /**
     * Sees to it that whatever was published before this call is taken up; without it that may wait. Cheap where there is
     * nothing; never blocks; safe from any thread.
     */
    default void flush() {
        // Nothing waits where everything is taken up at once.
    }
}
