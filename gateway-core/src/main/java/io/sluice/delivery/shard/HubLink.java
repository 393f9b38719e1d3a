package io.sluice.delivery.shard;

/** What a shard says to its hub. Every method posts and returns at once; may be called from any shard's loop. */
public interface HubLink {

    /**
     * Asks for cursors; the answer comes back through the shard's inbox.
     *
     * @return false where the lane of subscribes is full, in which case nothing is going to come
     */
    boolean subscribe(SubscribeCommand command);

    /**
     * Says that nobody on the shard reads this feed any more. Never waits, never fails.
     *
     * @param grantsSeen how many grants of this feed the shard had seen; a later one keeps the feed alive
     */
    void feedIdle(Feed feed, long grantsSeen);

    /** Says that a feed whose progress the hub waits for has been visited. */
    void feedVisited();
}
