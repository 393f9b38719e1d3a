package io.sluice.server.config;

/** Which Netty transport carries the sockets. */
public enum Transport {
    /** The best one that this machine offers. */
    AUTO,
    IO_URING,
    EPOLL,
    NIO
}
