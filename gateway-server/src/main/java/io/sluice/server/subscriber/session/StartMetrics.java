package io.sluice.server.subscriber.session;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import io.sluice.delivery.shard.Grant;
import io.sluice.delivery.shard.Recovery;
import io.sluice.model.TopicName;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Counts what became of the positions that clients named. Thread-safe. */
public final class StartMetrics {

    /** The reason of a Last-Event-ID that is no position. */
    public static final String MALFORMED = "malformed";

    private final Counter recovered;
    private final Counter malformed;
    private final Map<Recovery, Counter> lost = new EnumMap<>(Recovery.class);

    StartMetrics(MetricRegistry registry) {
        recovered = registry.counter("positions.recovered");
        malformed = registry.counter("positions.lost." + MALFORMED);
        for (Recovery recovery : Recovery.values()) {
            if (recovery.isLost()) {
                lost.put(recovery, registry.counter("positions.lost." + reason(recovery)));
            }
        }
    }

    /** Why a position could not be kept, as clients and metrics read it. */
    public static String reason(Recovery lost) {
        return lost.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Counts the answer to one subscribe.
     *
     * @param malformed the topics whose position was none
     */
    public void count(List<Grant> grants, Set<TopicName> malformed) {
        for (Grant grant : grants) {
            Counter counter = malformed.contains(grant.feed().topic())
                    ? this.malformed
                    : grant.recovery() == Recovery.RECOVERED ? recovered : lost.get(grant.recovery());
            if (counter != null) {
                counter.inc();
            }
        }
    }
}
