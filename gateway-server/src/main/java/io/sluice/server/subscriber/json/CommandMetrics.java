package io.sluice.server.subscriber.json;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Counts commands by type and refusals by code. Thread-safe. */
final class CommandMetrics {

    private final Counter subscribes;
    private final Counter unsubscribes;
    private final Counter publishes;
    private final Counter pings;
    private final Map<ErrorCode, Counter> refused = new EnumMap<>(ErrorCode.class);

    CommandMetrics(MetricRegistry registry) {
        subscribes = registry.counter("commands.subscribe");
        unsubscribes = registry.counter("commands.unsubscribe");
        publishes = registry.counter("commands.publish");
        pings = registry.counter("commands.ping");
        for (ErrorCode code : ErrorCode.values()) {
            refused.put(code, registry.counter("commands.refused." + code.word()));
        }
    }

    void count(Command command) {
        Counter counter = switch (command) {
            case Command.Subscribe s -> subscribes;
            case Command.Unsubscribe u -> unsubscribes;
            case Command.Publish p -> publishes;
            case Command.Ping p -> pings;
        };
        counter.inc();
    }

    void countRefused(ErrorCode code) {
        Counter counter = refused.get(code);
        assert counter != null;
        counter.inc();
    }
}
