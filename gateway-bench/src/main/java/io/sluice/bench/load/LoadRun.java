package io.sluice.bench.load;

import io.sluice.bench.report.LoadResult;
import io.sluice.bench.report.LoadResult.Audit;
import io.sluice.bench.report.LoadResult.Connections;
import io.sluice.bench.report.LoadResult.Connects;
import io.sluice.bench.report.LoadResult.Publications;
import io.sluice.bench.report.LoadResult.TimelinePoint;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Runs the phases in order: connect, warm up, measure, drain, audit. Blocks the calling thread; each phase is bounded in
 * time, so a run ends whatever the server does.
 */
final class LoadRun {
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
            ProcessSample beforeConnecting = Watch.server(settings);
            long connectingNanos = System.nanoTime();
            rig.connect();
            double setUpSeconds = (System.nanoTime() - connectingNanos) / 1e9;
            ProcessSample connected = Watch.server(settings);
            Timeline timeline = Timeline.startingNow(settings.timing());
            Watch watch = new Watch(settings, rig, timeline, progress);
            rig.start(timeline);
            Measurement measurement = measure(rig, watch, timeline);
            List<TimelinePoint> points = watch.points(measurement.to());
            drain(rig);
            Outcome outcome = new Outcome(settings, measurement);
            ProcessSample held = settings.pace().isIdle() ? measurement.to().server() : connected;
            return outcome.result(
                    rig.measuredLatency(),
                    audit(rig),
                    connections(rig, measurement, setUpSeconds),
                    Outcome.kibPerConnection(beforeConnecting, held, settings.subscribers()),
                    points);
        }
    }

    private Measurement measure(Rig rig, Watch watch, Timeline timeline) throws LoadException, InterruptedException {
        long iterationNanos = settings.timing().iteration().toNanos();
        Measurement measurement = new Measurement(watch.until(timeline.fromNanos()));
        rig.onReader(() -> rig.audience().latencies().takeIteration());
        for (int i = 1; i <= settings.timing().iterations() && !rig.isPublisherClosed(); i++) {
            Snapshot end = watch.until(timeline.fromNanos() + i * iterationNanos);
            measurement.add(end, rig.onReader(() -> rig.audience().latencies().takeIteration()));
        }
        return measurement;
    }

    private void drain(Rig rig) throws LoadException, InterruptedException {
        long deadlineNanos = System.nanoTime() + settings.timing().drain().toNanos();
        CompletableFuture<Void> answered = rig.stop();
        while (System.nanoTime() < deadlineNanos) {
            if (answered.isDone() && isAllReceived(rig)) {
                Thread.sleep(SETTLE);
                return;
            }
            Thread.sleep(DRAIN_STEP);
        }
    }

    private static boolean isAllReceived(Rig rig) throws LoadException, InterruptedException {
        Accepted accepted = accepted(rig);
        return rig.onReader(() -> rig.audience().account().isComplete(accepted));
    }

    private static Audit audit(Rig rig) throws LoadException, InterruptedException {
        Accepted accepted = accepted(rig);
        return rig.onReader(() -> rig.audience().account().audit(accepted));
    }

    /** The publisher has stopped, and handing the task over orders its writes before the reader's reads. */
    private static Accepted accepted(Rig rig) throws LoadException, InterruptedException {
        return rig.onPublisher(() -> rig.tally().accepted());
    }

    private Connections connections(Rig rig, Measurement measurement, double setUpSeconds)
            throws LoadException, InterruptedException {
        Publications publications = rig.onPublisher(() -> rig.tally().publications(rig.isPublisherClosed()));
        Audience audience = rig.audience();
        ConnectLog churn = rig.churn();
        return rig.onReader(() -> {
            Connects coming = churn == null ? null : churn.connects(measurement.connects(), measurement.seconds());
            return new Connections(
                    new TreeMap<>(audience.closed()),
                    audience.stalledClosed(),
                    publications,
                    rig.setUp().connects(settings.subscribers(), setUpSeconds),
                    coming);
        });
    }
}
