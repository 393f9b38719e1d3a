package io.sluice.server.subscriber;

import com.codahale.metrics.MetricRegistry;
import io.sluice.delivery.log.WebSocketFormat;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.subscriber.handshake.Handshake;
import io.sluice.server.subscriber.json.JsonSurface;
import io.sluice.server.subscriber.session.Sessions;
import io.sluice.server.subscriber.session.SurfaceKind;
import io.sluice.server.subscriber.stream.EventStream;
import io.sluice.server.subscriber.websocket.Compression;
import io.sluice.server.subscriber.websocket.PlainWebSocket;
import java.util.EnumMap;
import java.util.Map;

/** The surfaces of the client port, by what a handshake asks for. */
final class Surfaces {

    private final Map<Handshake.Kind, SurfaceKind> byKind = new EnumMap<>(Handshake.Kind.class);
    private final Map<Handshake.Kind, SurfaceKind> compressed = new EnumMap<>(Handshake.Kind.class);
    private final Compression compression;

    Surfaces(GatewayConfig config, Sessions sessions, MetricRegistry registry) {
        compression = new Compression(config.compression(), registry);
        byKind.put(Handshake.Kind.WEBSOCKET, new PlainWebSocket());
        byKind.put(Handshake.Kind.JSON, new JsonSurface(config.limits(), registry));
        byKind.put(Handshake.Kind.SSE, new EventStream());
        compressed.put(Handshake.Kind.WEBSOCKET, new PlainWebSocket(compression.of(WebSocketFormat.INSTANCE)));
        compressed.put(Handshake.Kind.JSON, new JsonSurface(config.limits(), registry, compression::of));
        byKind.values().forEach(sessions::declare);
    }

    SurfaceKind of(Handshake handshake) {
        if (handshake.mayCompress()) {
            compression.countNegotiated();
        }
        SurfaceKind surface = (handshake.mayCompress() ? compressed : byKind).get(handshake.kind());
        if (surface == null) {
            throw new IllegalArgumentException("no surface for " + handshake.kind());
        }
        return surface;
    }
}
