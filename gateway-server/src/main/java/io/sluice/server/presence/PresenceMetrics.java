package io.sluice.server.presence;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What presence counts. */
final class PresenceMetrics {

    private final AtomicInteger members = new AtomicInteger();
    private final Meter told;
    private final Meter overflowed;

    PresenceMetrics(MetricRegistry registry) {
        registry.register("presence.members", (Gauge<Integer>) members::get);
        this.told = registry.meter("presence.events");
        this.overflowed = registry.meter("presence.overflowed");
    }

    void countMembers(int change) {
        members.addAndGet(change);
    }

    void countTold() {
        told.mark();
    }

    void countOverflow() {
        overflowed.mark();
    }
}
