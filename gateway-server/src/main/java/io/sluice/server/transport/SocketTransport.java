package io.sluice.server.transport;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.sluice.server.config.Transport;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** The transports that can carry the gateway's sockets. */
public enum SocketTransport {
    /** Linux epoll: the fastest here, and the one that lets slices go straight to the descriptor. */
    EPOLL,
    /** Linux io_uring: its descriptors may block, so slices take the ordinary way. */
    IO_URING,
    /** The JDK's selector, everywhere. It cannot tell a dead event stream from a silent one before TCP gives up. */
    NIO;

    /**
     * The transport that the configuration wants.
     *
     * @throws IllegalStateException if this machine does not have it; the message says why
     */
    public static SocketTransport choose(Transport wanted) {
        return switch (wanted) {
            case AUTO -> Epoll.isAvailable() ? EPOLL : NIO;
            case EPOLL -> available(EPOLL, Epoll.isAvailable(), Epoll.unavailabilityCause());
            case IO_URING -> available(IO_URING, IoUring.isAvailable(), IoUring.unavailabilityCause());
            case NIO -> NIO;
        };
    }

    private static SocketTransport available(SocketTransport transport, boolean isAvailable, Throwable cause) {
        if (!isAvailable) {
            throw new IllegalStateException("transport: " + transport.name().toLowerCase(Locale.ROOT)
                    + " is not available here (" + cause.getMessage() + "); allowed: auto, nio");
        }
        return transport;
    }

    public IoHandlerFactory handlers() {
        return switch (this) {
            case EPOLL -> EpollIoHandler.newFactory();
            case IO_URING -> IoUringIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    /** The same, whose sockets wait after each wake-up for as long as the pressure says. */
    public IoHandlerFactory coalescingHandlers(CpuPressure pressure) {
        IoHandlerFactory handlers = handlers();
        return executor -> new CoalescingIoHandler(
                handlers.newHandler(executor), pressure::pauseNanos, System::nanoTime, LockSupport::parkNanos);
    }

    public Class<? extends ServerChannel> serverChannel() {
        return switch (this) {
            case EPOLL -> EpollServerSocketChannel.class;
            case IO_URING -> IoUringServerSocketChannel.class;
            case NIO -> NioServerSocketChannel.class;
        };
    }

    /** Whether slices may be written to the descriptor past the channel: it has one, and writing to it never blocks. */
    public boolean allowsDirectWrite() {
        return this == EPOLL;
    }
}
