package io.sluice.server.fleet;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What the fleet counts; any thread. */
final class FleetMetrics {

    final Counter leasesLost;
    final Counter renewalsFailed;
    final Counter sweptNodes;
    final Counter sweptMembers;
    final Counter readsAsked;
    final Counter readsRefused;
    final Counter readsIncomplete;
    final Counter questionsDropped;
    final Counter messagesUnreadable;
    final AtomicInteger nodes = new AtomicInteger();

    FleetMetrics(MetricRegistry registry) {
        leasesLost = registry.counter("fleet.leases-lost");
        renewalsFailed = registry.counter("fleet.renewals-failed");
        sweptNodes = registry.counter("fleet.swept-nodes");
        sweptMembers = registry.counter("fleet.swept-members");
        readsAsked = registry.counter("fleet.reads");
        readsRefused = registry.counter("fleet.reads-refused");
        readsIncomplete = registry.counter("fleet.reads-incomplete");
        questionsDropped = registry.counter("fleet.questions-dropped");
        messagesUnreadable = registry.counter("fleet.messages-unreadable");
        registry.register("fleet.nodes", (Gauge<Integer>) nodes::get);
    }
}
