package io.sluice.delivery.hub;

/** Waits until a topic's log has begun. Hears one of the two, once, on the hub's loop. */
interface TopicWaiter {

    void onOpened();

    void onRefused();
}
