package io.sluice.server.config;

/** What encrypts. */
public enum TlsProvider {
    /** OpenSSL where netty-tcnative is on the class path, else the JDK. */
    AUTO,
    JDK,
    OPENSSL
}
