package io.sluice.delivery.socket;

import io.sluice.model.Disconnect;

/** How a surface says goodbye: a Close frame, or the end of the stream. Runs on the connection's loop. */
@FunctionalInterface
public interface Farewell {

    /** Writes the goodbye behind what is pending. Called once, when the connection is CLOSING. */
    void sayGoodbye(Disconnect cause);
}
