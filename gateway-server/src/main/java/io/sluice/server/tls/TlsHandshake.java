package io.sluice.server.tls;

/** What a connection's handlers hear of its TLS handshake, as user events. A handshake that fails ends in the close. */
public enum TlsHandshake {
    /** The client's first bytes are here; whoever has no room for a handshake closes the channel now. */
    BEGUN,
    /** What is read and written from here on is encrypted. */
    DONE
}
