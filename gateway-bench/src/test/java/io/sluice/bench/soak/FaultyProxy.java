package io.sluice.bench.soak;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Stands before the client port and treats one message of one WebSocket in a wrong way. */
final class FaultyProxy implements AutoCloseable {
    enum Fault {
        NONE,
        DROP,
        DUPLICATE,
        HOLD
    }

    private static final int FAULTY_FRAME = 30;
    private static final int HOLD_MILLIS = 1500;
    private static final int TEXT = 0x81;

    private final Fault fault;
    private final InetSocketAddress gateway;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel listener;
    private boolean done;

    FaultyProxy(int clientPort, Fault fault) {
        this.fault = fault;
        this.gateway = new InetSocketAddress(InetAddress.getLoopbackAddress(), clientPort);
        this.listener = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel client) {
                        connect(client);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    private void connect(Channel client) {
        Channel server = new Bootstrap()
                .group(client.eventLoop())
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Frames(), new Relay(client));
                    }
                })
                .connect(gateway)
                .addListener((ChannelFutureListener) connected -> {
                    if (connected.isSuccess()) {
                        client.config().setAutoRead(true);
                    } else {
                        client.close();
                    }
                })
                .channel();
        client.pipeline().addLast(new Relay(server));
    }

    /** Cuts what the gateway sends into its head and frames, and commits the fault. An event stream passes as it is. */
    private final class Frames extends ByteToMessageDecoder {
        private boolean webSocket;
        private boolean stream;
        private int frames;

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            if (stream) {
                out.add(in.readRetainedSlice(in.readableBytes()));
            } else if (webSocket) {
                frame(ctx, in, out);
            } else {
                head(in, out);
            }
        }

        private void head(ByteBuf in, List<Object> out) {
            String text = in.toString(StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0) {
                webSocket = text.startsWith("HTTP/1.1 101");
                stream = !webSocket;
                out.add(in.readRetainedSlice(end + 4));
            }
        }

        private void frame(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            int start = in.readerIndex();
            if (in.readableBytes() < 4) {
                if (in.readableBytes() < 2 || in.getByte(start + 1) > 2) {
                    return;
                }
            }
            int length = in.getByte(start + 1);
            int size = 2 + length;
            if (length == 126) {
                size = 4 + in.getUnsignedShort(start + 2);
            }
            if (in.readableBytes() < size) {
                return;
            }
            boolean faulty = in.getUnsignedByte(start) == TEXT && ++frames == FAULTY_FRAME && !done;
            ByteBuf frame = in.readRetainedSlice(size);
            if (faulty && fault != Fault.NONE) {
                done = true;
                commit(ctx, frame, out);
            } else {
                out.add(frame);
            }
        }

        private void commit(ChannelHandlerContext ctx, ByteBuf frame, List<Object> out) {
            switch (fault) {
                case DROP -> frame.release();
                case DUPLICATE -> {
                    out.add(frame.copy());
                    out.add(frame);
                }
                default -> {
                    out.add(frame);
                    ctx.channel().config().setAutoRead(false);
                    ctx.executor()
                            .schedule(
                                    () -> ctx.channel().config().setAutoRead(true), HOLD_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        }
    }

    private static final class Relay extends ChannelInboundHandlerAdapter {
        private final Channel other;

        Relay(Channel other) {
            this.other = other;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            other.writeAndFlush(message, other.voidPromise());
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            other.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
