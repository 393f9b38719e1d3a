package io.sluice.server.subscriber.session;

import com.codahale.metrics.MetricRegistry;
import io.netty.channel.Channel;
import io.sluice.delivery.shard.Subscriber;
import io.sluice.delivery.shard.Surface;
import io.sluice.delivery.socket.Connection;
import io.sluice.delivery.socket.ConnectionListener;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.Disconnect;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.subscriber.handshake.ClientAddress;
import io.sluice.server.subscriber.handshake.Handshake;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Makes sessions out of handshakes. One for the whole client port; thread-safe. */
public final class Sessions {

    private final SessionSettings settings;
    private final SessionMetrics metrics;
    private final InstantSource clock;
    private volatile boolean draining;
    private final AtomicLong ids = new AtomicLong();

    /**
     * Sessions of one client port.
     *
     * @param directWrite whether the transport allows slices to go straight to the descriptor
     * @param registry gets the metrics whose names begin with {@code connections.} and {@code heartbeat.}
     */
    public Sessions(GatewayConfig config, boolean directWrite, InstantSource clock, MetricRegistry registry) {
        this.settings = SessionSettings.of(config, directWrite);
        this.metrics = new SessionMetrics(registry);
        this.clock = clock;
    }

    /** From now on no further session begins. */
    public void startDraining() {
        draining = true;
    }

    /** Whether no further session begins. */
    public boolean isDraining() {
        return draining;
    }

    SessionSettings settings() {
        return settings;
    }

    SessionMetrics metrics() {
        return metrics;
    }

    /** Takes a connection into the shard of its loop; from here on its close gives everything back. */
    Subscriber register(Channel channel, DeliveryHandler delivery, Handshake.Kind kind) {
        ClientAddress client = channel.attr(ClientAddress.KEY).get();
        ConnectionInfo info = new ConnectionInfo(
                ids.incrementAndGet(),
                kind == Handshake.Kind.WEBSOCKET ? "websocket" : "sse",
                client == null ? String.valueOf(channel.remoteAddress()) : client.text(),
                clock.instant(),
                null);
        Connection connection =
                new Connection(info, delivery.context(), settings.directWrite(), settings.closeTimeout());
        Subscriber subscriber = delivery.shard().register(connection, Surface.BARE);
        connection.listen(new CleanUp(delivery, subscriber));
        delivery.bind(connection, subscriber);
        return subscriber;
    }

    private final class CleanUp implements ConnectionListener {

        private final DeliveryHandler delivery;
        private final Subscriber subscriber;
        private boolean wasOpen;

        CleanUp(DeliveryHandler delivery, Subscriber subscriber) {
            this.delivery = delivery;
            this.subscriber = subscriber;
        }

        @Override
        public void onOpened() {
            wasOpen = true;
            metrics.countOpened(
                    "websocket".equals(subscriber.connection().info().transport()));
        }

        @Override
        public void onStopDelivery() {
            delivery.shard().stopDelivery(subscriber);
        }

        @Override
        public void onClosed(Disconnect cause) {
            delivery.shard().unregister(subscriber);
            if (wasOpen) {
                metrics.countClosed(cause);
            }
        }
    }
}
