package io.sluice.delivery.hub;

import io.sluice.model.TopicName;

/**
 * Where the publications of this hub's topics come from when it does not make their offsets itself. All methods are called
 * on the hub's loop and return at once; what they lead to comes through {@link Hub#feed}.
 */
public interface TopicSource {

    /** Somebody wants the topic: a {@link FeedCommand.Begin} is to come, or a {@link FeedCommand.Refuse}. */
    void open(TopicName topic);

    /**
     * Somebody named a position that is ahead of what was fed: a {@link FeedCommand.CaughtUp} is to come once everything that
     * there is now was fed, or a {@link FeedCommand.Refuse}.
     */
    void catchUp(TopicName topic);

    /** Nobody wants it any more. Whatever still comes of it is dropped, unless it is opened again. */
    void close(TopicName topic);
}
