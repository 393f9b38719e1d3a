package io.sluice.bench.jmh;

import com.codahale.metrics.MetricRegistry;
import io.sluice.delivery.log.WebSocketFormat;
import io.sluice.delivery.log.WireFormat;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.subscriber.json.JsonSurface;
import io.sluice.server.subscriber.stream.EventStream;
import java.util.List;

/** The formats of the gateway's surfaces. */
final class Formats {

    /** The canonical one first. */
    static final List<WireFormat> ALL = List.of(
            WebSocketFormat.INSTANCE,
            new JsonSurface(GatewayConfig.of().limits(), new MetricRegistry()).format(1),
            new EventStream().format(1));

    private Formats() {}

    /** The format of this name. */
    static WireFormat named(String name) {
        return ALL.stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no format is named " + name));
    }
}
