package io.sluice.server.subscriber.handshake;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.sluice.server.config.GatewayConfig;
import java.util.Map;

/**
 * How many connections and handshakes there may be. Shared by all event loops, thread-safe. Connections over the limit
 * wait in a room of their own until their request is read and answered: an answer that overtakes the request is lost to
 * most clients. The room is bounded like the handshakes; who finds it full is closed without a word.
 */
final class AdmissionLimits {

    final Places connections;
    final Places waitingRoom;
    final Places handshakes;
    final AddressPlaces addresses;

    AdmissionLimits(GatewayConfig.Limits limits) {
        connections = new Places(limits.connections());
        waitingRoom = new Places(limits.handshakes());
        handshakes = new Places(limits.handshakes());
        addresses = new AddressPlaces(limits.connectionsPerAddress());
    }

    void register(MetricRegistry metrics) {
        metrics.registerAll(() -> Map.of(
                "handshake.in-flight", (Gauge<Integer>) handshakes::taken,
                "handshake.connections", (Gauge<Integer>) connections::taken,
                "handshake.addresses", (Gauge<Integer>) addresses::addresses));
    }
}
