package io.sluice.delivery.socket;

import io.sluice.model.Disconnect;

/** Hears of a connection's way out. Runs on the connection's loop, each method at most once. */
public interface ConnectionListener {

    /** Delivery has to stop now: the cursors are to be removed. */
    void onStopDelivery();

    /** The channel is closed; everything is to be given back. */
    void onClosed(Disconnect cause);
}
