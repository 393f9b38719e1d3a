package io.sluice.bench.faults;

import java.util.Map;
import java.util.TreeMap;

/** What happened to subscribers' connections. Belongs to the client loop. */
final class Tally {
    private final Map<String, Long> ends = new TreeMap<>();
    private final Map<String, Long> refusals = new TreeMap<>();
    private long opened;

    void opened() {
        opened++;
    }

    void ended(String cause) {
        ends.merge(cause, 1L, Long::sum);
    }

    void refused(String what) {
        refusals.merge(what, 1L, Long::sum);
    }

    long openedCount() {
        return opened;
    }

    Summary summary(int subscribers) {
        return new Summary(
                subscribers, opened, Math.max(0, opened - subscribers), new TreeMap<>(ends), new TreeMap<>(refusals));
    }

    /**
     * For the result.
     *
     * @param ends how often connections ended other than by the subscriber, by cause
     * @param refusals connects and handshakes that failed, by what was said
     */
    record Summary(int subscribers, long opened, long reconnects, Map<String, Long> ends, Map<String, Long> refusals) {}
}
