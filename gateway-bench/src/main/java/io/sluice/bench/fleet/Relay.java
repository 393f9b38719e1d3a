package io.sluice.bench.fleet;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a port and passes bytes on, until it is told not to. Its methods may be called from any thread and return
 * when it is done; everything else runs on its loop.
 */
public final class Relay implements AutoCloseable {
    private static final int CLOSE_SECONDS = 5;

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("relay", true), NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final ChannelGroup open = new DefaultChannelGroup(loop);
    private final int port = Loopback.freePort();
    private final int behind;
    private @Nullable Channel listener;
    private boolean swallowing;
    private long delayMillis;

    /** @param behind the port that it leads to */
    Relay(int behind) {
        this.behind = behind;
        listen();
    }

    public int port() {
        return port;
    }

    /** Resets every connection; new ones are passed on. */
    public void cut() {
        onLoop(this::reset);
    }

    /** Resets every connection, and lets nobody connect. */
    public void refuse() {
        Channel closed = listener;
        listener = null;
        if (closed != null) {
            closed.close().syncUninterruptibly();
            // The kernel listens on until the loop has looked at its selector once more.
            while (Loopback.isOpen(port)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
        cut();
    }

    /** Passes nothing on any more; connections stay open and new ones are taken, as by a network that drops every packet. */
    public void swallow() {
        onLoop(() -> {
            swallowing = true;
            open.forEach(channel -> channel.config().setAutoRead(false));
        });
    }

    /** Passes everything on, so much later; nothing overtakes. */
    public void delay(Duration delay) {
        onLoop(() -> delayMillis = delay.toMillis());
    }

    /** Is as it was at the beginning. What was swallowed comes now: TCP would have sent it again. */
    public void heal() {
        onLoop(() -> {
            swallowing = false;
            delayMillis = 0;
            open.forEach(channel -> channel.config().setAutoRead(true));
        });
        listen();
    }

    private void listen() {
        if (listener == null) {
            listener = new ServerBootstrap()
                    .group(group)
                    .channel(NioServerSocketChannel.class)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.AUTO_READ, false)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel client) {
                            connect(client);
                        }
                    })
                    .bind(Loopback.address(port))
                    .syncUninterruptibly()
                    .channel();
        }
    }

    private void connect(Channel client) {
        Channel server = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new Pass(client))
                .connect(Loopback.address(behind))
                .addListener((ChannelFutureListener) connected -> {
                    if (connected.isSuccess()) {
                        open.add(client);
                        open.add(connected.channel());
                        client.config().setAutoRead(!swallowing);
                        connected.channel().config().setAutoRead(!swallowing);
                    } else {
                        client.close();
                    }
                })
                .channel();
        client.pipeline().addLast(new Pass(server));
    }

    private void reset() {
        open.forEach(channel -> {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        });
    }

    private void onLoop(Runnable task) {
        loop.submit(task).syncUninterruptibly();
    }

    @Override
    public void close() {
        refuse();
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** One direction. */
    private final class Pass extends ChannelInboundHandlerAdapter {
        private final Channel other;

        Pass(Channel other) {
            this.other = other;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object bytes) {
            if (delayMillis == 0) {
                other.writeAndFlush(bytes, other.voidPromise());
            } else {
                loop.schedule(
                        () -> other.writeAndFlush(bytes, other.voidPromise()), delayMillis, TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            other.config().setAutoRead(ctx.channel().isWritable() && !swallowing);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            other.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
            ctx.close();
        }
    }
}
