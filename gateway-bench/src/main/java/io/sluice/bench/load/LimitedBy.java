package io.sluice.bench.load;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What kept a run from being faster, as far as processor time tells.
 *
 * @param onPace whether an open loop published as much as was due
 */
record LimitedBy(LoadSettings settings, Measurement measurement, boolean onPace) {
    /** A core counts as used up from here on: sampling and the scheduler take the rest. */
    private static final double BUSY = 0.92;

    String text() {
        // A ramp is about where it ends.
        Snapshot from = settings.pace().ramp() == null ? measurement.from() : measurement.beforeLast();
        Snapshot to = measurement.to();
        List<String> busy = new ArrayList<>();
        if (isUsedUp(from.server(), to.server(), to.serverCoresSince(from))) {
            busy.add("the server: it used up its cores");
        }
        if (isUsedUp(from.client(), to.client(), to.clientCoresSince(from))) {
            busy.add("this client: it used up its cores");
        } else if (isLoopUsedUp(from, to)) {
            busy.add("this client: one of its two threads was busy all the time");
        }
        return busy.isEmpty() ? neither() : String.join("; and ", busy);
    }

    private static boolean isUsedUp(
            @Nullable ProcessSample before, @Nullable ProcessSample after, @Nullable Double cores) {
        return before != null && after != null && cores != null && cores >= BUSY * after.allowedCores();
    }

    private static boolean isLoopUsedUp(Snapshot from, Snapshot to) {
        double readerSeconds = to.loops().readerSeconds() - from.loops().readerSeconds();
        double publisherSeconds = to.loops().publisherSeconds() - from.loops().publisherSeconds();
        return Math.max(readerSeconds, publisherSeconds) >= BUSY * to.secondsSince(from);
    }

    private String neither() {
        String known = measurement.to().server() == null
                ? "this client had cores left, and nothing is known of the server without --server-pid"
                : "neither side used up its cores";

        LoadSettings.Churn churn = settings.mix().churn();
        if (settings.pace().isIdle()) {
            return churn == null
                    ? "nothing: nothing was published"
                    : churn.perSecond() == null
                            ? "round trips of " + settings.mix().connecting() + " connects at a time: " + known
                            : "the connects per second that were asked for";
        }
        if (settings.pace().outstanding() != null) {
            return "round trips: " + known;
        }
        return onPace
                ? "the rate that was asked for"
                : "waiting, be it for the network, for answers or after refusals: " + known;
    }
}
