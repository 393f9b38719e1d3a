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
    private final MetricRegistry registry;
    private final Counter heartbeatTimeouts;
    private final Map<Disconnect, Counter> closed = new EnumMap<>(Disconnect.class);

    SessionMetrics(MetricRegistry registry) {
        registry.register("connections.open", (Gauge<Long>) open::sum);
        this.registry = registry;
        heartbeatTimeouts = registry.counter("heartbeat.timeouts");
        for (Disconnect cause : Disconnect.values()) {
            closed.put(cause, registry.counter("connections.closed." + cause.label()));
        }
    }

    /** Names a transport before the first connection comes, so that a graph shows zeros. */
    void declare(String transport) {
        opened(transport);
    }

    void countOpened(String transport) {
        open.increment();
        opened(transport).inc();
    }

    private Counter opened(String transport) {
        return registry.counter("connections.opened." + transport);
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
