package io.sluice.server.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import io.sluice.server.config.GatewayConfig;
import java.time.Duration;

/** Socket options of accepted client connections: what bounds a slow client's share of the kernel, and finds a dead one. */
public final class SocketOptions {

    private static final int BACKLOG = 4096;
    private static final int RETRANSMISSION_MILLIS = 300;

    private SocketOptions() {}

    /** Options of both ports. */
    public static void applyCommon(ServerBootstrap bootstrap) {
        bootstrap
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                // One pool for all sockets, whose size an operator can know; the default would add another kind.
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true);
    }

    /** Options of the client port. */
    public static void applyClient(ServerBootstrap bootstrap, SocketTransport transport, GatewayConfig config) {
        GatewayConfig.Delivery delivery = config.delivery();
        bootstrap.childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(delivery.lowWatermarkBytes(), delivery.highWatermarkBytes()));
        if (delivery.sendBufferBytes() > 0) {
            bootstrap.childOption(ChannelOption.SO_SNDBUF, delivery.sendBufferBytes());
        }
        int userTimeoutMillis = userTimeoutMillis(config.heartbeat().timeout());
        long notSentBytes = delivery.notsentLowatBytes();
        switch (transport) {
            case EPOLL -> {
                bootstrap.childOption(EpollChannelOption.TCP_USER_TIMEOUT, userTimeoutMillis);
                if (notSentBytes > 0) {
                    bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, notSentBytes);
                }
            }
            case IO_URING -> {
                bootstrap.childOption(IoUringChannelOption.TCP_USER_TIMEOUT, userTimeoutMillis);
                if (notSentBytes > 0) {
                    bootstrap.childOption(IoUringChannelOption.TCP_NOTSENT_LOWAT, notSentBytes);
                }
            }
            case NIO -> {
                // The JDK has neither option: delivery.send-buffer bounds the kernel's share there.
            }
        }
    }

    /**
     * Linux counts this time from the first retransmission, which comes 200 ms and a round trip after what was lost. Without
     * the allowance a vanished event stream would outlive the heartbeat timeout and its interval by that much.
     */
    private static int userTimeoutMillis(Duration heartbeatTimeout) {
        long millis = heartbeatTimeout.toMillis();
        return (int) Math.min(Integer.MAX_VALUE, Math.max(millis / 2, millis - RETRANSMISSION_MILLIS));
    }
}
