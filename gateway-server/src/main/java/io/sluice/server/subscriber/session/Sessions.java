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
import io.sluice.server.explain.RefusedHandshakes;
import io.sluice.server.subscriber.handshake.ClientAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes sessions out of handshakes. One for the whole client port; thread-safe. */
public final class Sessions {

    private static final int COME_BACK_AFTER_MILLIS = 500;
    private static final int COME_BACK_WITHIN_MILLIS = 3000;

    private final SessionSettings settings;
    private final SessionMetrics metrics;
    private final InstantSource clock;
    private final StartMetrics starts;
    private volatile boolean draining;
    private volatile int comeBackWithinMillis = COME_BACK_WITHIN_MILLIS;
    private final LongSupplier ids;
    private final RefusedHandshakes refused;

    /**
     * Sessions of one client port.
     *
     * @param directWrite whether the transport allows slices to go straight to the descriptor
     * @param ids gives each connection another
     * @param refused remembers handshakes that are refused
     * @param registry gets the metrics whose names begin with {@code connections.}, {@code heartbeat.} and {@code positions.}
     */
    public Sessions(
            GatewayConfig config,
            boolean directWrite,
            LongSupplier ids,
            RefusedHandshakes refused,
            InstantSource clock,
            MetricRegistry registry) {
        this.ids = ids;
        this.refused = refused;
        this.settings = SessionSettings.of(config, directWrite);
        this.metrics = new SessionMetrics(registry);
        this.starts = new StartMetrics(registry);
        this.clock = clock;
    }

    /**
     * From now on no further session begins.
     *
     * @param spread how long it takes to send all away: so long they are to take to come back elsewhere
     */
    public void startDraining(Duration spread) {
        comeBackWithinMillis =
                Math.clamp(COME_BACK_AFTER_MILLIS + spread.toMillis(), COME_BACK_WITHIN_MILLIS, Integer.MAX_VALUE);
        draining = true;
    }

    /** Names a surface to the metrics, before a connection of it comes. */
    public void declare(SurfaceKind surface) {
        metrics.declare(surface.name());
    }

    /** When one that is sent away may come back, another time for each. */
    public int reconnectAfterMillis() {
        return ThreadLocalRandom.current().nextInt(COME_BACK_AFTER_MILLIS, comeBackWithinMillis);
    }

    /** Whether no further session begins. */
    public boolean isDraining() {
        return draining;
    }

    /** Counts what became of positions. */
    public StartMetrics starts() {
        return starts;
    }

    public SessionSettings settings() {
        return settings;
    }

    SessionMetrics metrics() {
        return metrics;
    }

    /** Takes a connection into the shard of its loop; from here on its close gives everything back. */
    Subscriber register(
            Channel channel, DeliveryHandler delivery, String transport, Surface surface, @Nullable String client) {
        ClientAddress address = channel.attr(ClientAddress.KEY).getAndSet(null);
        ConnectionInfo info = new ConnectionInfo(
                ids.getAsLong(),
                transport,
                address == null ? String.valueOf(channel.remoteAddress()) : address.text(),
                clock.instant(),
                address == null ? null : address.user(),
                client);
        Connection connection =
                new Connection(info, delivery.context(), settings.directWrite(), settings.closeTimeout());
        Subscriber subscriber = delivery.shard().register(connection, surface);
        connection.listen(new CleanUp(delivery, subscriber));
        delivery.bind(connection, subscriber);
        return subscriber;
    }

    /** Remembers that this handshake is refused, whose client is known or was taken in. */
    void refused(Channel channel, @Nullable Subscriber subscriber, String reason) {
        ClientAddress address = channel.attr(ClientAddress.KEY).get();
        if (subscriber != null) {
            ConnectionInfo info = subscriber.connection().info();
            refused.add(info.remoteAddress(), info.user(), reason);
        } else if (address != null) {
            refused.add(address.text(), address.user(), reason);
        }
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
            metrics.countOpened(subscriber.connection().info().transport());
        }

        @Override
        public void onStopDelivery() {
            delivery.shard().stopDelivery(subscriber);
        }

        @Override
        public void onClosed(Disconnect cause) {
            delivery.shard().unregister(subscriber);
            if (wasOpen) {
                delivery.shard().remember(subscriber, cause, clock.instant());
                metrics.countClosed(cause);
            }
            ClosedLine.log(subscriber.connection().info(), cause, wasOpen, clock);
        }
    }
}
