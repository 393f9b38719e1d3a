package io.sluice.server.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.netty.channel.group.ChannelGroup;
import io.sluice.delivery.hub.Hub;
import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.delivery.shard.Gap;
import io.sluice.delivery.shard.Shard;
import io.sluice.delivery.shard.ShardMetrics;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** Registers what hub, shards and logs count, under the names that {@code docs/METRICS.md} explains. */
public final class GatewayMetrics {

    private final MetricRegistry registry;

    public GatewayMetrics(MetricRegistry registry) {
        this.registry = registry;
    }

    /** Registers everything there is to say of one hub, its shards and the channels of the client port. */
    public void register(Hub hub, List<Shard> shards, ChannelGroup channels, LongSupplier nanoClock) {
        registerHub(hub);
        gauge("memory.log.retained-bytes", () -> hub.memory().retainedBytes());
        gauge("memory.log.pinned-bytes", () -> hub.memory().pinnedBytes());
        gauge("memory.log.index-bytes", () -> hub.memory().indexBytes());
        gauge("memory.log.reserved-bytes", () -> hub.memory().reservedBytes());
        gauge("memory.log.budget-bytes", () -> hub.memory().budgetBytes());
        gauge("channels.open", channels::size);
        counter("delivery.deliveries", sum(shards, ShardMetrics::deliveries));
        counter("delivery.bytes", sum(shards, ShardMetrics::deliveredBytes));
        counter("delivery.passes", sum(shards, ShardMetrics::passes));
        for (Gap.Reason reason : Gap.Reason.values()) {
            counter(
                    "delivery.gaps." + reason.name().toLowerCase(Locale.ROOT),
                    sum(shards, metrics -> metrics.gaps(reason)));
        }
        counter("delivery.skipped", sum(shards, ShardMetrics::skipped));
        counter("delivery.unpinned", sum(shards, ShardMetrics::unpinned));
        counter("delivery.overtaken", sum(shards, ShardMetrics::overtaken));
        gauge("subscribers.connections", sum(shards, ShardMetrics::subscribers));
        gauge("subscribers.behind", sum(shards, ShardMetrics::behindSubscribers));
        gauge("subscribers.behind-messages", sum(shards, ShardMetrics::behindMessages));
        gauge(
                "subscribers.behind-messages-max",
                () -> shards.stream()
                        .mapToLong(shard -> shard.metrics().behindMessagesMax())
                        .max()
                        .orElse(0));
        gauge("subscribers.pending-bytes", sum(shards, ShardMetrics::pendingBytes));
        gauge(
                "explain.closed-connections",
                () -> shards.stream().mapToLong(Shard::closedConnections).sum());
        gauge(
                "shard.inbox-depth",
                () -> shards.stream().mapToLong(shard -> shard.inbox().depth()).sum());
        gauge(
                "shard.silent-nanos-max",
                () -> shards.stream()
                        .mapToLong(shard -> Math.max(0, nanoClock.getAsLong() - shard.aliveNanos()))
                        .max()
                        .orElse(0));
        registry.register("delivery.latency-micros", new DeliveryLatency(shards, nanoClock).histogram());
    }

    private void registerHub(Hub hub) {
        counter("hub.published", () -> hub.metrics().published());
        counter("hub.published-bytes", () -> hub.metrics().publishedBytes());
        counter("hub.replayed", () -> hub.metrics().replayed());
        gauge("hub.ids", () -> hub.metrics().ids());
        counter("hub.waited", () -> hub.metrics().waited());
        for (Reason reason : Reason.values()) {
            String name = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
            counter("hub.refused." + name, () -> hub.metrics().refused(reason));
        }
        counter("hub.refused-subscribes", () -> hub.metrics().refusedSubscribes());
        gauge("hub.mailbox-commands", hub::mailboxCommands);
        gauge("hub.mailbox-bytes", hub::mailboxBytes);
        gauge("hub.mailbox-age-nanos", () -> hub.mailboxAge().toNanos());
        gauge("hub.waiting-subscribes", hub::waitingSubscribes);
        gauge("hub.topics", hub::topicCount);
    }

    /** For what only grows: a Prometheus counter. */
    private void counter(String name, LongSupplier value) {
        registry.register(name, new Counter() {
            @Override
            public long getCount() {
                return value.getAsLong();
            }
        });
    }

    private void gauge(String name, LongSupplier value) {
        registry.register(name, (Gauge<Long>) value::getAsLong);
    }

    private static LongSupplier sum(List<Shard> shards, ToLongFunction<ShardMetrics> value) {
        return () -> shards.stream()
                .mapToLong(shard -> value.applyAsLong(shard.metrics()))
                .sum();
    }
}
