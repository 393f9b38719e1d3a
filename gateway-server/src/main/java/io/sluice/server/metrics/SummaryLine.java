package io.sluice.server.metrics;

import io.sluice.delivery.hub.Hub;
import io.sluice.delivery.shard.Shard;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line a minute that tells how the gateway is. One thread calls it. */
public final class SummaryLine implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SummaryLine.class);
    private static final long MIB = 1 << 20;

    private final Hub hub;
    private final List<Shard> shards;
    private long published;
    private long deliveries;

    public SummaryLine(Hub hub, List<Shard> shards) {
        this.hub = hub;
        this.shards = shards;
    }

    @Override
    public void run() {
        long publishedNow = hub.metrics().published();
        long deliveriesNow =
                shards.stream().mapToLong(s -> s.metrics().deliveries()).sum();
        LOG.info(
                "connections {} behind {} | published +{} delivered +{} | topics {} log {} MiB pinned {} MiB | mailbox {}",
                shards.stream().mapToLong(s -> s.metrics().subscribers()).sum(),
                shards.stream().mapToLong(s -> s.metrics().behindSubscribers()).sum(),
                publishedNow - published,
                deliveriesNow - deliveries,
                hub.topicCount(),
                hub.memory().retainedBytes() / MIB,
                hub.memory().pinnedBytes() / MIB,
                hub.mailboxCommands());
        published = publishedNow;
        deliveries = deliveriesNow;
    }
}
