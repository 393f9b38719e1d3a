package io.sluice.bench.audit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was wrong: a count of each kind, and the first few in words. Belongs to the client loop. */
public final class Findings {
    public static final int MAX_DETAILS = 50;

    public enum Kind {
        LOST("publications lost without a word"),
        DUPLICATE("publications delivered twice or out of order"),
        CORRUPTED("publications under the position of another"),
        DOUBLED("publications that stand at two positions"),
        MISSING("accepted publications that never came"),
        PHANTOM("publications that were delivered but never accepted"),
        POSITION_LOST("positions told lost within retention"),
        WRONG_START("answers to a position that do not fit it"),
        WRONG_GAP("gaps that do not fit the stream"),
        EPOCH("changes of a topic's epoch"),
        CLOSED("healthy subscribers closed by the gateway"),
        SILENT("silences of healthy subscribers beyond the limit"),
        REFUSED("handshakes and subscribes that failed"),
        PUBLISH("publishes that failed or have a position out of order"),
        PROTOCOL("answers and events that break the protocol"),
        NOT_CLOSED("stalled readers that were not closed in time"),
        LEFT_OVER("counters that did not return to zero"),
        EXIT("ends of the gateway that were not as they should"),
        NOT_HEALED("faults after which not everybody caught up in time"),
        STORM("moments with more connects than the drain's pace allows");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** What is counted, in the plural. */
        public String text() {
            return text;
        }
    }

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<String> details = new ArrayList<>();

    public void add(Kind kind, long count, String detail) {
        boolean first = !counts.containsKey(kind);
        counts.merge(kind, count, Long::sum);
        // Each kind is told at its first time, whatever else filled the list before.
        if (details.size() < MAX_DETAILS || first) {
            details.add(detail);
        }
    }

    public long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** In the order of the kinds; those that did not happen are left out. */
    public Map<String, Long> counts() {
        Map<String, Long> byText = new LinkedHashMap<>();
        counts.forEach((kind, count) -> byText.put(kind.text(), count));
        return byText;
    }

    public List<String> details() {
        return List.copyOf(details);
    }
}
