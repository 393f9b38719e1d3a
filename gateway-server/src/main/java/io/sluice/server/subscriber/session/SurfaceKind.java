package io.sluice.server.subscriber.session;

import io.sluice.delivery.log.WireFormat;
import io.sluice.delivery.shard.Surface;

/** One way of speaking with clients. One object serves all connections. */
public interface SurfaceKind {

    /** Its name in listings and metrics. */
    String name();

    /** How publications look, on a connection whose handshake names so many topics. */
    WireFormat format(int topics);

    /** What is said between them. */
    Surface surface(int topics);

    /** Answers the handshake, now that the cursors stand, and begins the session. */
    void open(Opening opening);
}
