package io.sluice.model;

import java.util.Locale;

/**
 * Why a connection ended. The close code tells the client whether it may come back: 1001, 1006, 1011 to 1013 and 4000 to
 * 4499 say "reconnect and resume", all others "do not try again as you are" (codes: RFC 6455 §7.4).
 */
public enum Disconnect {
    /** The client said goodbye, or its TCP connection ended. */
    CLIENT_CLOSED(1000, "closed by the client", false),
    /** The connection broke: reset, or not acknowledged for too long. */
    RESET(1006, "connection lost", true),
    /** Nothing was heard for the heartbeat timeout. */
    READ_TIMEOUT(4001, "heartbeat timeout", true),
    /** The connection reached its greatest age. */
    MAX_AGE(4002, "connection is old, please reconnect", true),
    /** Retention overtook the cursor, or nothing could be sent for too long. */
    SLOW(4008, "too slow, reconnect to resume", true),
    /** The position that a handshake named is lost, and the surface has no words for it. */
    POSITION_LOST(4009, "position lost, fetch the state again", true),
    /** The gateway is on its way out. */
    DRAIN(1012, "service restart", true),
    /** The gateway cannot take the work now. */
    OVERLOAD(1013, "try again later", true),
    /** An unexpected error inside the gateway. */
    INTERNAL(1011, "internal error", true),
    /** The client broke the protocol. */
    PROTOCOL_ERROR(1002, "protocol error", false),
    /** The client sent what this endpoint does not take. */
    UNSUPPORTED(1003, "this endpoint does not take such a message", false),
    /** Text that is not UTF-8. */
    INVALID_PAYLOAD(1007, "invalid UTF-8", false),
    /** A frame over the limit. */
    TOO_LARGE(1009, "frame too large", false),
    /** More than a subscriber may send. */
    POLICY(1008, "policy violation", false),
    /** An operator closed it. */
    KICKED(4500, "disconnected by the operator", false),
    /** Its permission ended. */
    TOKEN_EXPIRED(4501, "token expired", false),
    /** The kernel refused a write. */
    WRITE_ERROR(1006, "write failed", true);

    private final int closeCode;
    private final String reason;
    private final boolean mayReconnect;

    Disconnect(int closeCode, String reason, boolean mayReconnect) {
        this.closeCode = closeCode;
        this.reason = reason;
        this.mayReconnect = mayReconnect;
    }

    /** The WebSocket close code; 1006 is never sent, it is what a client sees when there was no Close. */
    public int closeCode() {
        return closeCode;
    }

    /** For people, at most 123 bytes of ASCII. */
    public String reason() {
        return reason;
    }

    public boolean mayReconnect() {
        return mayReconnect;
    }

    /** The name in metrics: small letters and dashes. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
