package io.sluice.bench.faults;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the run of one scenario came to. Its components are the fields of the JSON file.
 *
 * @param findings what was wrong, by kind; a run without any has passed
 * @param details the first findings of each kind in words, with topic and offset
 * @param connects per gateway over time; null where the scenario is not about that
 */
record FaultsResult(
        Run run,
        Counts counts,
        List<Round> rounds,
        Map<String, Long> findings,
        List<String> details,
        @Nullable Connects connects) {

    FaultsResult {
        rounds = List.copyOf(rounds);
        details = List.copyOf(details);
    }

    boolean passed() {
        return findings.isEmpty();
    }

    /**
     * The frame.
     *
     * @param proves what it means that this passed
     */
    record Run(String scenario, String proves, String startedAt, double seconds, long seed, int gateways) {}

    /**
     * What everybody saw.
     *
     * @param refusals attempts to publish, by status or by what became of the connection
     * @param overwritten positions of lost epochs that had two stories; their readers were told
     * @param epochsReplaced over all topics
     * @param longestSilenceMillis of a subscriber that was connected, faults included, without the stalls of this machine
     */
    record Counts(
            Publications.Counts published,
            Map<String, Long> refusals,
            long received,
            Tally.Summary connections,
            FleetStream.Told.Summary told,
            long overwritten,
            int epochsReplaced,
            long longestSilenceMillis) {}

    /**
     * One fault.
     *
     * @param faultMillis from the first to the last thing that was broken
     * @param caughtUpMillis from when everything was whole again until all were connected and had what was published after
     *     that
     * @param untouchedSilenceMillis the longest silence of subscribers on gateways that the fault did not touch; null if it
     *     touched all
     */
    record Round(
            String fault,
            long faultMillis,
            long caughtUpMillis,
            @Nullable Long untouchedSilenceMillis) {}

    /**
     * Connects over time, at all gateways together and at each.
     *
     * @param drainRate what a draining gateway sends away a second
     * @param peakPerSecond the most connects at all gateways together within a second, once the rounds had begun
     */
    record Connects(int drainRate, double peakPerSecond, List<Curve> gateways) {}

    /** One gateway's. */
    record Curve(String gateway, List<Sample> samples) {}

    /**
     * A look at a gateway.
     *
     * @param seconds since the start of the run
     * @param perSecond connects since the look before
     * @param connections open now
     */
    record Sample(double seconds, double perSecond, double connections) {}
}
