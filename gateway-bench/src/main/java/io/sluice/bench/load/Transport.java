package io.sluice.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Locale;

/** Native epoll where the machine has it, else nio. */
enum Transport {
    EPOLL(EpollSocketChannel.class),
    NIO(NioSocketChannel.class);

    private final Class<? extends SocketChannel> channelType;

    Transport(Class<? extends SocketChannel> channelType) {
        this.channelType = channelType;
    }

    static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    /** A group of one daemon thread. */
    EventLoopGroup newLoop(String name) {
        IoHandlerFactory handlers = this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), handlers);
    }

    Bootstrap bootstrap(EventLoopGroup loop) {
        Bootstrap bootstrap = new Bootstrap().group(loop).channel(channelType);
        if (this == EPOLL) {
            // Lets the system choose the port at connect, where it knows the whole four-tuple and ports can be shared.
            bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
        }
        return bootstrap;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
