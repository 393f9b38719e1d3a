package io.sluice.delivery.socket;

import io.sluice.model.Disconnect;

/** Hears of the stations of a connection. Runs on the connection's loop, each method at most once. */
public interface ConnectionListener {

    /** The handshake was answered. */
    void onOpened();

    /** Delivery has to stop now: the cursors are to be removed. */
    void onStopDelivery();

    /** The channel is closed; everything is to be given back. */
    void onClosed(Disconnect cause);
}
