package io.sluice.engine;

import io.sluice.delivery.hub.PublishCommand;

/** What makes an offset: takes publications from the doors and gives each its place in its topics. */
@FunctionalInterface
public interface Engine {

    /**
     * Takes one publication. Never blocks and never throws for what a publisher did; safe from any thread. The command's
     * listener hears of the outcome exactly once, possibly before this returns. Ownership of the payload passes with the
     * call, whatever the outcome. Commands of one thread that name the same topic keep their order.
     */
    void publish(PublishCommand command);
}
