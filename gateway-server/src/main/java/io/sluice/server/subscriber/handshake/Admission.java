package io.sluice.server.subscriber.handshake;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The places that one connection holds. Owned by the channel's event loop. It outlives the handlers of the handshake and
 * is closed with the channel; after that it takes nothing more, since messages read before may still be handled.
 */
final class Admission {

    private final AdmissionLimits limits;
    private @Nullable Permit connection;
    private @Nullable Permit waiting;
    private @Nullable Permit handshake;
    private @Nullable Permit place;
    private @Nullable InetAddress address;
    private boolean closed;

    Admission(AdmissionLimits limits) {
        this.limits = limits;
    }

    /** Takes a place among the connections, or else in the waiting room; false if both are full. */
    boolean connect() {
        connection = limits.connections.take();
        if (connection == null) {
            waiting = limits.waitingRoom.take();
        }
        return connection != null || waiting != null;
    }

    boolean isConnected() {
        return connection != null;
    }

    /** Counts the connection for this address, and no longer for the one before. */
    boolean countFor(InetAddress client) {
        if (closed) {
            return false;
        }
        if (place != null && client.equals(address)) {
            return true;
        }
        free(place);
        place = limits.addresses.take(client);
        address = client;
        return place != null;
    }

    boolean beginHandshake() {
        if (!closed && handshake == null) {
            handshake = limits.handshakes.take();
        }
        return handshake != null;
    }

    void endHandshake() {
        free(handshake);
        handshake = null;
    }

    void close() {
        closed = true;
        endHandshake();
        free(place);
        free(waiting);
        free(connection);
    }

    private static void free(@Nullable Permit permit) {
        if (permit != null) {
            permit.close();
        }
    }
}
