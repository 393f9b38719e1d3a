package io.sluice.bench.audit;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The client loop, and how it connects. */
public final class Clients implements AutoCloseable {
    private static final int CONNECT_MILLIS = 10_000;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("audit-clients", true), NioIoHandler.newFactory());
    private final EventLoop loop = group.next();

    /** Connects; failure ends the connection. */
    public void connect(Connection connection, Target target, int receiveBufferBytes) {
        Bootstrap bootstrap = bootstrap(connection);
        if (receiveBufferBytes > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, receiveBufferBytes);
        }
        bootstrap.connect(target.address()).addListener((ChannelFutureListener) connected -> {
            if (!connected.isSuccess()) {
                connection.notConnected(connected.cause());
            }
        });
    }

    public Bootstrap bootstrap(ChannelHandler handler) {
        return new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(handler);
    }

    public EventLoop loop() {
        return loop;
    }

    public void after(long millis, Runnable task) {
        loop.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /** Runs on the client loop, for the caller's thread, which waits. */
    public <T> T call(Callable<T> task) throws InterruptedException {
        try {
            return loop.submit(task).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the client loop failed", e.getCause());
        }
    }

    public void run(Runnable task) throws InterruptedException {
        call(() -> {
            task.run();
            return Boolean.TRUE;
        });
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
