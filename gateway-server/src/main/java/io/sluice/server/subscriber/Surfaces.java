package io.sluice.server.subscriber;

import com.codahale.metrics.MetricRegistry;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.subscriber.handshake.Handshake;
import io.sluice.server.subscriber.json.JsonSurface;
import io.sluice.server.subscriber.session.Sessions;
import io.sluice.server.subscriber.session.SurfaceKind;
import io.sluice.server.subscriber.stream.EventStream;
import io.sluice.server.subscriber.websocket.PlainWebSocket;
import java.util.EnumMap;
import java.util.Map;

/** The surfaces of the client port, by what a handshake asks for. */
final class Surfaces {

    private final Map<Handshake.Kind, SurfaceKind> byKind = new EnumMap<>(Handshake.Kind.class);

    Surfaces(GatewayConfig.Limits limits, Sessions sessions, MetricRegistry registry) {
        byKind.put(Handshake.Kind.WEBSOCKET, new PlainWebSocket());
        byKind.put(Handshake.Kind.JSON, new JsonSurface(limits, registry));
        byKind.put(Handshake.Kind.SSE, new EventStream());
        byKind.values().forEach(sessions::declare);
    }

    SurfaceKind of(Handshake.Kind kind) {
        SurfaceKind surface = byKind.get(kind);
        if (surface == null) {
            throw new IllegalArgumentException("no surface for " + kind);
        }
        return surface;
    }
}
