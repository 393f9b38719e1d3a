package io.sluice.bench.load;

import io.sluice.bench.report.LoadResult;
import io.sluice.bench.report.LoadResult.Audit;
import io.sluice.bench.report.LoadResult.Connections;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the phases in order: connect, warm up, measure, drain, audit. Blocks the calling thread; each phase is bounded in
 * time, so a run ends whatever the server does.
 */
final class LoadRun {
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration DRAIN_STEP = Duration.ofMillis(5);
    /** After the last message arrived everywhere: time for a duplicate of it to show up. */
    private static final Duration SETTLE = Duration.ofMillis(200);

    private final LoadSettings settings;
    private final Consumer<String> progress;

    /** @param progress takes one line each second */
    LoadRun(LoadSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /** @throws LoadException if the load could not be set up */
    LoadResult run() throws LoadException, InterruptedException {
        try (Rig rig = new Rig(settings)) {
            ProcessSample beforeConnecting = server();
            rig.connect();
            ProcessSample connected = server();
            Timeline timeline = Timeline.startingNow(settings.timing());
            rig.start(timeline);
            watchUntil(timeline.fromNanos(), timeline, rig);
            Snapshot from = snapshot(rig, timeline);
            watchUntil(timeline.toNanos(), timeline, rig);
            Snapshot to = snapshot(rig, timeline);
            drain(rig);
            Outcome outcome = new Outcome(settings, from, to);
            return outcome.result(
                    Outcome.latency(
                            rig.onReader(() -> rig.audience().latencyNanos().copy())),
                    audit(rig),
                    connections(rig),
                    Outcome.kibPerConnection(beforeConnecting, connected, settings.subscribers()));
        }
    }

    private void watchUntil(long endNanos, Timeline timeline, Rig rig) throws InterruptedException {
        Snapshot before = snapshot(rig, timeline);
        long nowNanos = before.atNanos();
        while (nowNanos < endNanos && !rig.publisher().isClosed()) {
            TimeUnit.NANOSECONDS.sleep(Math.min(PROGRESS_NANOS, endNanos - nowNanos));
            Snapshot now = snapshot(rig, timeline);
            nowNanos = now.atNanos();
            progress.accept(line(before, now, rig));
            before = now;
        }
    }

    private static String line(Snapshot before, Snapshot now, Rig rig) {
        double seconds = now.secondsSince(before);
        return String.format(
                Locale.ROOT,
                "%5.1f s  %,12.0f deliveries/s  %,9.1f publications/s  %d behind  %d connected",
                now.atNanos() / 1e9,
                (now.deliveries() - before.deliveries()) / seconds,
                (now.publications() - before.publications()) / seconds,
                now.publications() - rig.window().completed(),
                rig.audience().open());
    }

    private Snapshot snapshot(Rig rig, Timeline timeline) {
        long deliveries = rig.audience().deliveries();
        return new Snapshot(
                timeline.nowNanos(),
                deliveries,
                rig.publisher().sent(),
                server(),
                ProcessSample.of(ProcessHandle.current().pid()));
    }

    private @Nullable ProcessSample server() {
        Long pid = settings.target().serverPid();
        return pid == null ? null : ProcessSample.of(pid);
    }

    private void drain(Rig rig) throws LoadException, InterruptedException {
        long deadlineNanos = System.nanoTime() + settings.timing().drain().toNanos();
        CompletableFuture<Void> answered = rig.stopPublishing();
        while (System.nanoTime() < deadlineNanos) {
            if (answered.isDone() && isAllReceived(rig)) {
                Thread.sleep(SETTLE);
                return;
            }
            Thread.sleep(DRAIN_STEP);
        }
    }

    private static boolean isAllReceived(Rig rig) throws LoadException, InterruptedException {
        long last = rig.onPublisher(() -> rig.publisher().accepted().last());
        return rig.window().completed() >= last;
    }

    private static Audit audit(Rig rig) throws LoadException, InterruptedException {
        // The publisher has stopped, and handing the task over orders its writes before the reader's reads.
        Accepted accepted = rig.onPublisher(() -> rig.publisher().accepted());
        return rig.onReader(() -> rig.audience().account().audit(accepted));
    }

    private static Connections connections(Rig rig) throws LoadException, InterruptedException {
        Audience audience = rig.audience();
        Publisher publisher = rig.publisher();
        Map<String, Long> closed = rig.onReader(() -> new TreeMap<>(audience.closed()));
        long stalledClosed = rig.onReader(audience::stalledClosed);
        return rig.onPublisher(() -> new Connections(
                closed,
                stalledClosed,
                publisher.sent(),
                publisher.accepted().count(),
                new TreeMap<>(publisher.refusals()),
                publisher.unanswered(),
                publisher.isClosed()));
    }
}
