package io.sluice.server.admin;

import io.sluice.delivery.hub.History;
import io.sluice.delivery.hub.Hub;
import io.sluice.delivery.shard.Recovery;
import io.sluice.delivery.shard.Start;
import io.sluice.delivery.shard.StartText;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads histories from the hub, a page in one bounded step. */
final class HistoryReads {

    private static final int MAX_PAGE_PAYLOAD_BYTES = 1 << 20;

    private static final int READ_SECONDS = 30;

    private final Hub hub;

    HistoryReads(Hub hub) {
        this.hub = hub;
    }

    /** Begins to read; the answer comes on the hub's loop, and is empty where there is no such topic. */
    CompletionStage<Optional<HistoryPage>> read(HistoryQuery query) {
        Start start = start(query.since(), query.last());
        CompletableFuture<Optional<HistoryPage>> answer = new CompletableFuture<>();
        hub.history(
                query.topic(),
                start,
                new History.Bounds(query.limit(), MAX_PAGE_PAYLOAD_BYTES),
                history -> answer.complete(Optional.ofNullable(history).map(HistoryReads::page)));
        // Should the hub fail over it, the place that the read takes becomes free all the same.
        return answer.orTimeout(READ_SECONDS, TimeUnit.SECONDS);
    }

    private static Start start(@Nullable String since, @Nullable Integer last) {
        if (since != null && last != null) {
            throw new IllegalArgumentException("since and last together; allowed: one of them");
        }
        if (last != null) {
            return new Start.Last(last);
        }
        if (since == null) {
            return new Start.Oldest();
        }
        try {
            return StartText.since(since);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "since is neither a position <epoch>:<offset>, as the gateway gave it, nor a time such as -30s"
                            + " (ms, s, m, h, d)",
                    e);
        }
    }

    private static HistoryPage page(History history) {
        Recovery recovery = history.recovery();
        return new HistoryPage(
                history.head(),
                history.firstOffset(),
                recovery == Recovery.NOT_ASKED ? null : !recovery.isLost(),
                recovery.isLost() ? recovery.name().toLowerCase(Locale.ROOT) : null,
                history.items(),
                history.more());
    }
}
