package io.sluice.delivery.socket;

/**
 * The life of a connection. Each step is taken at most once, and only forwards:
 *
 * <pre>
 *   CONNECTING ──► OPEN ──► CLOSING ──► CLOSED
 *        │           │                    ▲
 *        └───────────┴────────────────────┘
 * </pre>
 */
public enum ConnectionState {
    /** The handshake is not answered yet: no delivery. */
    CONNECTING,
    /** Delivery. */
    OPEN,
    /** Its cursors are gone; the goodbye waits behind what was already handed to the socket. */
    CLOSING,
    /** The channel is closed and all is given back. */
    CLOSED;

    /** Whether this step may follow. */
    public boolean mayBecome(ConnectionState next) {
        return switch (this) {
            case CONNECTING -> next == OPEN || next == CLOSED;
            case OPEN -> next == CLOSING || next == CLOSED;
            case CLOSING -> next == CLOSED;
            case CLOSED -> false;
        };
    }
}
