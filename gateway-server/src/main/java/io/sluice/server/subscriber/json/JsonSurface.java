package io.sluice.server.subscriber.json;

import com.codahale.metrics.MetricRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.sluice.delivery.log.WebSocketFormat;
import io.sluice.delivery.log.WireFormat;
import io.sluice.delivery.shard.Gap;
import io.sluice.delivery.shard.Surface;
import io.sluice.model.TopicName;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.subscriber.session.Opening;
import io.sluice.server.subscriber.session.SurfaceKind;
import io.sluice.server.subscriber.websocket.WebSocketUpgrades;

/** The surface {@code sluice.v1.json}: see {@code docs/PROTOCOL.md}. */
public final class JsonSurface implements SurfaceKind {

    private static final String MESSAGE = "message";

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
    private final int maxMessageBytes;

    /**
     * The surface of one client port.
     *
     * @param registry gets the metrics whose names begin with {@code commands.}
     */
    public JsonSurface(GatewayConfig.Limits limits, MetricRegistry registry) {
        this.metrics = new CommandMetrics(registry);
        this.maxTopics = limits.topicsPerConnection();
        this.maxMessageBytes = limits.inboundFrameBytes();
    }

    @Override
    public String name() {
        return "json";
    }

    @Override
    public WireFormat format(int topics) {
        return JsonFormat.INSTANCE;
    }

    @Override
    public Surface surface(int topics) {
        return GAPS;
    }

    @Override
    public void open(Opening opening) {
        opening.pipeline().addLast(MESSAGE, new WebSocketFrameAggregator(maxMessageBytes));
        WebSocketUpgrades.open(opening, new JsonSession(opening, metrics, maxTopics));
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
