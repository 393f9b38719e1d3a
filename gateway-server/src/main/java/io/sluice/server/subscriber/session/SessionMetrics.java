package io.sluice.server.subscriber.session;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.sluice.model.Disconnect;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts connections: opened by transport, closed by cause, open now. */
final class SessionMetrics {

    private final LongAdder open = new LongAdder();
    private final Counter openedWebSocket;
    private final Counter openedSse;
    private final Counter heartbeatTimeouts;
    private final Map<Disconnect, Counter> closed = new EnumMap<>(Disconnect.class);

    SessionMetrics(MetricRegistry registry) {
        registry.register("connections.open", (Gauge<Long>) open::sum);
        openedWebSocket = registry.counter("connections.opened.websocket");
        openedSse = registry.counter("connections.opened.sse");
        heartbeatTimeouts = registry.counter("heartbeat.timeouts");
        for (Disconnect cause : Disconnect.values()) {
            closed.put(cause, registry.counter("connections.closed." + cause.label()));
        }
    }

    void countOpened(boolean webSocket) {
        open.increment();
        (webSocket ? openedWebSocket : openedSse).inc();
    }

    void countClosed(Disconnect cause) {
        open.decrement();
        Counter counter = closed.get(cause);
        assert counter != null;
        counter.inc();
    }

    void countHeartbeatTimeout() {
        heartbeatTimeouts.inc();
    }
}
