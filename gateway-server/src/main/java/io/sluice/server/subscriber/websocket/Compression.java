package io.sluice.server.subscriber.websocket;

import com.codahale.metrics.MetricRegistry;
import io.sluice.delivery.log.WireFormat;
import io.sluice.server.config.GatewayConfig;

/**
 * Compressed messages (permessage-deflate, RFC 7692) for those who agreed to them. What is pushed is compressed once per
 * publication and format, on the hub's loop, when the first reader of that format is there; answers to one client are not
 * compressed. One for the whole client port.
 */
public final class Compression {

    private final GatewayConfig.Compression settings;
    private final CompressionMetrics metrics;

    /**
     * Compression as configured.
     *
     * @param registry gets the metrics whose names begin with {@code compression.}
     */
    public Compression(GatewayConfig.Compression settings, MetricRegistry registry) {
        this.settings = settings;
        this.metrics = new CompressionMetrics(registry);
    }

    /** The same publications in compressed frames, where that pays. */
    public WireFormat of(WireFormat plain) {
        return new DeflatedFormat(plain, settings, metrics);
    }

    /** Notes a client that agreed to it. */
    public void countNegotiated() {
        metrics.countNegotiated();
    }
}
