package io.sluice.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.sluice.server.admin.CanaryHealth;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.subscriber.EchoPort;
import io.sluice.server.transport.SocketOptions;
import io.sluice.server.transport.SocketTransport;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A gateway with a further port that sends back what WebSocket clients send: what scripts/conformance talks to. */
final class EchoServer implements AutoCloseable {

    private final Gateway gateway;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Channel listener;

    private EchoServer(GatewayConfig config) {
        gateway = Gateway.start(config);
        Delivery delivery = gateway.delivery();
        SocketTransport transport = SocketTransport.choose(config.transport());
        CanaryHealth health = new CanaryHealth(delivery.hub, delivery.shards.size(), null, System::nanoTime);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(gateway.loops().acceptor, gateway.loops().clients)
                .channel(transport.serverChannel())
                .childHandler(EchoPort.initializer(config, health, channels, delivery::shardOf));
        SocketOptions.applyCommon(bootstrap);
        SocketOptions.applyClient(bootstrap, transport, config);
        listener = Listener.bind(bootstrap, "echo", "127.0.0.1", 0);
    }

    static EchoServer start(String... settings) {
        return new EchoServer(GatewayConfig.of(settings));
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        channels.close().awaitUninterruptibly();
        gateway.close();
    }

    /**
     * Says its port in one line and ends when its input does.
     *
     * @param settings of the gateway, {@code dotted.key=value}
     */
    @SuppressWarnings("SystemOut") // what started it reads the port there
    public static void main(String[] settings) throws IOException {
        try (EchoServer server = start(settings)) {
            System.out.println("echo " + server.port());
            System.out.flush();
            while (System.in.read() >= 0) {
                // Whoever started it holds the other end.
            }
        }
    }
}
