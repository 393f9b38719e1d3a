package io.sluice.bench.load;

import io.sluice.bench.report.LoadResult.Delay;
import io.sluice.bench.report.LoadResult.ServerUse;
import io.sluice.bench.report.LoadResult.TimelinePoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks at a run each second: a line for the person who waits, a point for the timeline. Used by one thread. */
final class Watch {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Longer runs get points that stand further apart. */
    private static final int MAX_POINTS = 3600;
    /** What is left of a second at the end is a point of its own if it is long enough to have a rate. */
    private static final double SHORTEST_SECONDS = 0.2;

    private static final double KIB_PER_MIB = 1024;

    private final LoadSettings settings;
    private final Rig rig;
    private final Timeline timeline;
    private final Consumer<String> progress;
    private final long[] threads;
    private final long stepNanos;
    private final List<TimelinePoint> points = new ArrayList<>();
    private Snapshot before;
    private long nextNanos;

    /** @param progress takes a line for each point */
    Watch(LoadSettings settings, Rig rig, Timeline timeline, Consumer<String> progress)
            throws LoadException, InterruptedException {
        this.settings = settings;
        this.rig = rig;
        this.timeline = timeline;
        this.progress = progress;
        this.threads = rig.threads();
        this.stepNanos = Math.max(SECOND_NANOS, timeline.toNanos() / MAX_POINTS);
        this.nextNanos = stepNanos;
        this.before = snapshot();
    }

    /** Returns at that moment, or at once when the publisher has lost its connection. */
    Snapshot until(long endNanos) throws LoadException, InterruptedException {
        while (timeline.nowNanos() < endNanos && !rig.isPublisherClosed()) {
            sleepUntil(Math.min(nextNanos, endNanos));
            if (timeline.nowNanos() >= nextNanos) {
                nextNanos += stepNanos;
                point(snapshot());
            }
        }
        return snapshot();
    }

    private void sleepUntil(long atNanos) throws InterruptedException {
        long delayNanos = atNanos - timeline.nowNanos();
        if (delayNanos > 0) {
            TimeUnit.NANOSECONDS.sleep(delayNanos);
        }
    }

    /** All points, when the measured phase is over at {@code end}. */
    List<TimelinePoint> points(Snapshot end) throws LoadException, InterruptedException {
        if (end.secondsSince(before) >= SHORTEST_SECONDS) {
            point(end);
        }
        return points;
    }

    private void point(Snapshot now) throws LoadException, InterruptedException {
        Delay delay = rig.onReader(() -> rig.audience().latencies().takeSecond());
        ProcessSample server = now.server();
        points.add(new TimelinePoint(
                now.atNanos() / 1e9,
                now.publicationsPerSecondSince(before),
                now.deliveriesPerSecondSince(before),
                now.connectsPerSecondSince(before),
                rig.audience().open(),
                delay,
                new ServerUse(
                        now.serverCoresSince(before), server == null ? null : server.residentKiB() / KIB_PER_MIB)));
        progress.accept(line(before, now));
        before = now;
    }

    private String line(Snapshot before, Snapshot now) {
        String behind = rig.window().isUsed()
                ? "  " + Math.max(0, now.publications() - rig.window().completed()) + " behind"
                : "";
        String connects = rig.churn() == null
                ? ""
                : String.format(Locale.ROOT, "  %,.0f connects/s", now.connectsPerSecondSince(before));
        return String.format(
                Locale.ROOT,
                "%5.1f s  %,12.0f deliveries/s  %,9.1f publications/s%s%s  %d connected",
                now.atNanos() / 1e9,
                now.deliveriesPerSecondSince(before),
                now.publicationsPerSecondSince(before),
                behind,
                connects,
                rig.audience().open());
    }

    Snapshot snapshot() {
        ConnectLog churn = rig.churn();
        return new Snapshot(
                timeline.nowNanos(),
                rig.audience().deliveries(),
                rig.tally().sent(),
                churn == null ? 0 : churn.joined(),
                LoopTimes.of(threads[0], threads[1]),
                server(settings),
                ProcessSample.of(ProcessHandle.current().pid()));
    }

    /** Null if no process was named, or it is gone. */
    static @Nullable ProcessSample server(LoadSettings settings) {
        Long pid = settings.target().serverPid();
        return pid == null ? null : ProcessSample.of(pid);
    }
}
