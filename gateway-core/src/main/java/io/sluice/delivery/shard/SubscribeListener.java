package io.sluice.delivery.shard;

import java.util.List;

/** Hears the hub's answer to a subscribe, once, on the shard's loop; not at all when the connection ended before. */
public interface SubscribeListener {

    /**
     * The cursors stand. What is published from now on will be delivered, once the connection is open.
     *
     * @param grants one per topic, in the order asked
     */
    void onSubscribed(List<Grant> grants);

    /** Nothing was subscribed: the gateway holds as many topics as it may. */
    void onRefused();
}
