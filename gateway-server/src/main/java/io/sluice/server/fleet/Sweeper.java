package io.sluice.server.fleet;

import static io.sluice.server.fleet.FleetNames.bytes;
import static io.sluice.server.fleet.FleetNames.text;

import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.model.TopicName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the dead out of the rosters: one incarnation at a time, topic by topic, a part of a roster in one step. A claim in
 * Redis says who sweeps; where its sweeper fails, the claim ends and another node goes on with what is left. Fleet's loop only.
 */
final class Sweeper {

    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final String MEMBERS_AT_ONCE = "128";

    private final FleetLink link;
    private final FleetNames names;
    private final OwnerLoop loop;
    private final PresenceTopics topics;
    private final byte[] claimMillis;
    private final byte[] leaseMillis;
    private final FleetMetrics metrics;
    private boolean busy;

    /**
     * Sweeps nothing until it is told to look.
     *
     * @param lease of a node; a claim lasts a third of it
     */
    Sweeper(
            FleetLink link,
            FleetNames names,
            OwnerLoop loop,
            PresenceTopics topics,
            Duration lease,
            FleetMetrics metrics) {
        this.link = link;
        this.names = names;
        this.loop = loop;
        this.topics = topics;
        // A sweeper that is slow may lose its claim: then two do the same, which is no harm.
        this.claimMillis = bytes(lease.dividedBy(3).toMillis());
        this.leaseMillis = bytes(lease.toMillis());
        this.metrics = metrics;
    }

    /** Sweeps what there is to sweep, unless it does so already. */
    void look() {
        assert loop.inLoop();
        if (!busy) {
            busy = true;
            reap();
        }
    }

    private void reap() {
        byte[][] keys = {names.leases(), names.nodes(), names.numbers(), names.dead(), names.pulse()};
        ask(link.run(FleetScript.REAP, keys, new byte[][] {claimMillis, leaseMillis}), found -> {
            if (found.isEmpty()) {
                busy = false;
            } else {
                next(text(found.get(0)), "");
            }
        });
    }

    private void next(String dead, String done) {
        byte[][] keys = {names.dead(), names.topicsOf(dead)};
        byte[][] values = {bytes(dead), claimMillis, bytes(done)};
        ask(link.run(FleetScript.SWEPT, keys, values), found -> {
            if (found.isEmpty()) {
                metrics.sweptNodes.inc();
                LOG.info("swept what was left of {}", dead);
                reap();
            } else {
                sweep(dead, new TopicName(text(found.get(0))), "0");
            }
        });
    }

    private void sweep(String dead, TopicName topic, String cursor) {
        byte[][] values = topics.values(topic, dead, cursor, MEMBERS_AT_ONCE);
        ask(link.run(FleetScript.SWEEP, topics.keys(topic), values), found -> {
            metrics.sweptMembers.inc(Long.parseLong(text(found.get(1))));
            String next = text(found.get(0));
            if (next.equals("0")) {
                next(dead, topic.value());
            } else {
                sweep(dead, topic, next);
            }
        });
    }

    private void ask(CompletionStage<List<Object>> asked, Consumer<List<Object>> then) {
        asked.whenComplete((found, failure) -> loop.execute(() -> {
            if (failure == null) {
                then.accept(found);
            } else {
                // The claim ends by itself, and the next look of any node goes on.
                LOG.debug("sweeping failed", failure);
                busy = false;
            }
        }));
    }
}
