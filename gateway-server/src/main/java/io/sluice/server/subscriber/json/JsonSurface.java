package io.sluice.server.subscriber.json;

import com.codahale.metrics.MetricRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.sluice.delivery.log.WebSocketFormat;
import io.sluice.delivery.log.WireFormat;
import io.sluice.delivery.shard.Gap;
import io.sluice.delivery.shard.Surface;
import io.sluice.model.TopicName;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.subscriber.session.Opening;
import io.sluice.server.subscriber.session.SurfaceKind;
import io.sluice.server.subscriber.websocket.WebSocketUpgrades;
import java.util.function.UnaryOperator;

/** The surface {@code sluice.v1.json}: see {@code docs/PROTOCOL.md}. */
public final class JsonSurface implements SurfaceKind {

    private static final Surface GAPS = new Surface() {
        @Override
        public boolean tellsGaps() {
            return true;
        }

        @Override
        public ByteBuf gap(TopicName topic, Gap gap) {
            return textFrame(Events.gap(topic, gap));
        }
    };

    private final CommandMetrics metrics;
    private final int maxTopics;
    private final WireFormat format;

    /**
     * The surface of one client port.
     *
     * @param registry gets the metrics whose names begin with {@code commands.}
     */
    public JsonSurface(GatewayConfig.Limits limits, MetricRegistry registry) {
        this(limits, registry, UnaryOperator.identity());
    }

    /**
     * The same with its messages in other frames.
     *
     * @param frames makes them of the plain ones
     */
    public JsonSurface(GatewayConfig.Limits limits, MetricRegistry registry, UnaryOperator<WireFormat> frames) {
        this.format = frames.apply(JsonFormat.INSTANCE);
        this.metrics = new CommandMetrics(registry);
        this.maxTopics = limits.topicsPerConnection();
    }

    @Override
    public String name() {
        return "json";
    }

    @Override
    public WireFormat format(int topics) {
        return format;
    }

    @Override
    public Surface surface(int topics) {
        return GAPS;
    }

    @Override
    public void open(Opening opening) {
        WebSocketUpgrades.openForMessages(opening, new JsonSession(opening, format, metrics, maxTopics));
    }

    /** A whole frame, as the codec would make it. */
    private static ByteBuf textFrame(String ascii) {
        int bytes = ascii.length();
        ByteBuf frame = ByteBufAllocator.DEFAULT.ioBuffer(WebSocketFormat.headerBytes(bytes) + bytes);
        WebSocketFormat.writeTextHeader(bytes, frame);
        ByteBufUtil.writeAscii(frame, ascii);
        return frame;
    }
}
