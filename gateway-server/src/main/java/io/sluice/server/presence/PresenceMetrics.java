package io.sluice.server.presence;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;

/** What presence counts. */
final class PresenceMetrics {

    private final Counter members;
    private final Meter told;
    private final Meter givenUp;
    private final Meter overflowed;

    PresenceMetrics(MetricRegistry registry) {
        this.members = registry.counter("presence.members");
        this.told = registry.meter("presence.events");
        this.givenUp = registry.meter("presence.events.given-up");
        this.overflowed = registry.meter("presence.overflowed");
    }

    void countMembers(int change) {
        members.inc(change);
    }

    void countTold() {
        told.mark();
    }

    void countGivenUp() {
        givenUp.mark();
    }

    void countOverflow() {
        overflowed.mark();
    }
}
