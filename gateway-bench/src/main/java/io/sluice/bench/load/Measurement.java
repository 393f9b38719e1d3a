package io.sluice.bench.load;

import io.sluice.bench.report.LoadResult.Delay;
import io.sluice.bench.report.LoadResult.Iteration;
import io.sluice.bench.report.LoadResult.Scores;
import io.sluice.bench.report.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The snapshots between the iterations of the measured phase, and what they say. Used by one thread. */
final class Measurement {
    private final List<Snapshot> marks = new ArrayList<>();
    private final List<Delay> delays = new ArrayList<>();

    /** @param from where the first iteration begins */
    Measurement(Snapshot from) {
        marks.add(from);
    }

    /** One more iteration is over. */
    void add(Snapshot end, Delay delay) {
        marks.add(end);
        delays.add(delay);
    }

    Snapshot from() {
        return marks.getFirst();
    }

    Snapshot to() {
        return marks.getLast();
    }

    /** Where the last iteration begins. */
    Snapshot beforeLast() {
        return marks.get(Math.max(0, marks.size() - 2));
    }

    /** At least so much that rates are numbers, also of a run that ended at once. */
    double seconds() {
        return Math.max(1e-3, to().secondsSince(from()));
    }

    long connects() {
        return to().connects() - from().connects();
    }

    /** @param connecting whether somebody comes and goes */
    List<Iteration> iterations(boolean connecting) {
        List<Iteration> iterations = new ArrayList<>();
        for (int i = 1; i < marks.size(); i++) {
            Snapshot before = marks.get(i - 1);
            Snapshot after = marks.get(i);
            if (after.atNanos() == before.atNanos()) {
                continue;
            }
            iterations.add(new Iteration(
                    after.secondsSince(before),
                    after.deliveriesPerSecondSince(before),
                    after.publicationsPerSecondSince(before),
                    connecting ? after.connectsPerSecondSince(before) : null,
                    delays.get(i - 1).p99Micros(),
                    after.serverCpuMicrosPerDeliverySince(before),
                    after.serverCpuMicrosPerConnectSince(before)));
        }
        return iterations;
    }

    static Scores scores(List<Iteration> iterations) {
        return new Scores(
                score(iterations, Iteration::deliveriesPerSecond),
                score(iterations, Iteration::serverCpuMicrosPerDelivery),
                score(iterations, Iteration::connectsPerSecond),
                score(iterations, Iteration::serverCpuMicrosPerConnect));
    }

    private static @Nullable Score score(List<Iteration> iterations, Function<Iteration, @Nullable Double> figure) {
        return Score.of(iterations.stream().map(figure).filter(Objects::nonNull).toList());
    }
}
