package io.sluice.server.engine.redis.link;

import com.codahale.metrics.MetricRegistry;
import io.sluice.delivery.loop.OwnerLoop;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes links. */
public final class Links {

    private static final long START_SECONDS = 30;

    private Links() {}

    /**
     * Connects.
     *
     * @param loop of the engine; not the caller's
     * @throws RuntimeException if there is no Redis; the message says why
     */
    public static RedisLink open(LinkSettings settings, OwnerLoop loop, MetricRegistry registry) {
        Clients clients = new Clients(settings);
        LinkMetrics metrics = new LinkMetrics(registry);
        return settings.isCluster()
                ? started(clients, () -> new ClusterLink(settings, clients, loop, metrics), ClusterLink::start)
                : started(clients, () -> new SingleLink(settings, clients, loop, metrics), SingleLink::start);
    }

    private static <L extends RedisLink> RedisLink started(
            Clients clients, Supplier<L> maker, Function<L, CompletionStage<Void>> start) {
        L link;
        try {
            link = maker.get();
        } catch (RuntimeException e) {
            clients.close();
            throw e;
        }
        try {
            start.apply(link)
                    .toCompletableFuture()
                    .orTimeout(START_SECONDS, TimeUnit.SECONDS)
                    .join();
            return link;
        } catch (CompletionException e) {
            link.close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } catch (RuntimeException e) {
            link.close();
            throw e;
        }
    }
}
