package io.sluice.server.subscriber.session;

import io.sluice.server.config.GatewayConfig;
import java.time.Duration;

/**
 * What sessions need to know.
 *
 * @param lagMaxTime how long nothing may leave while something is pending
 * @param directWrite whether slices may go straight to the descriptor
 * @param inboundFrameBytes of one message of a client
 * @param inboundRatePerSecond messages of one client, on average
 */
public record SessionSettings(
        Duration heartbeatInterval,
        Duration heartbeatTimeout,
        Duration lagMaxTime,
        Duration closeTimeout,
        boolean directWrite,
        int inboundFrameBytes,
        int inboundRatePerSecond) {

    static SessionSettings of(GatewayConfig config, boolean directWrite) {
        return new SessionSettings(
                config.heartbeat().interval(),
                config.heartbeat().timeout(),
                config.lag().maxTime(),
                config.close().timeout(),
                directWrite
                        && config.delivery().directWrite()
                        && !config.client().tls().isOn(),
                config.limits().inboundFrameBytes(),
                config.limits().inboundRatePerSecond());
    }

    /** After how many silent intervals a client is gone. */
    int silentIntervals() {
        long interval = heartbeatInterval.toNanos();
        return (int) Math.max(1, (heartbeatTimeout.toNanos() + interval - 1) / interval);
    }
}
