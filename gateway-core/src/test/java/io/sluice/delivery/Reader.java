package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.delivery.shard.Gap;
import io.sluice.delivery.shard.Grant;
import io.sluice.model.Position;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one client may conclude from what it was told, over all its connections: checks each line against the promise that
 * nothing comes twice, nothing out of order, and nothing is left out without a word.
 */
final class Reader {

    /** The truth, for what only an observer can check: the key of each publication, by epoch and offset. */
    interface Truth {
        String key(String topic, Position position);
    }

    /** One topic as the client knows it. */
    private static final class Known {
        long epoch;
        /** The last offset that was delivered or told of. */
        long seen;
        /** Until where the newest of each key come; 0 outside of such a gap. */
        long latestTo;

        long latestStillWanted;
        final Map<String, Long> latestKeys = new HashMap<>();
    }

    private final Truth truth;
    private final Map<String, Known> topics = new LinkedHashMap<>();
    private final Map<String, TreeMap<Long, Integer>> deliveredTimes = new HashMap<>();
    private String rest = "";
    long messages;
    long gaps;

    Reader(Truth truth) {
        this.truth = truth;
    }

    /** The position to come back with; null where the topic was never read. */
    Position position(String topic) {
        Known known = topics.get(topic);
        return known == null ? null : new Position(known.epoch, known.seen);
    }

    /** The connection ended: what came of a line in part does not count. */
    void onDisconnected() {
        rest = "";
        topics.values().forEach(known -> known.latestTo = 0);
    }

    /** A cursor was granted, after the position that was asked for or instead of it. */
    void onGranted(Grant grant, Position asked) {
        Known known = topics.computeIfAbsent(grant.feed().topic().value(), t -> new Known());
        Position after = grant.after();
        switch (grant.recovery()) {
            case NOT_ASKED -> assertThat(asked).isNull();
            case RECOVERED -> assertThat(after).isEqualTo(asked);
            case EPOCH -> assertThat(after.epoch()).isNotEqualTo(asked.epoch());
            case RETENTION -> {
                assertThat(after.epoch()).isEqualTo(asked.epoch());
                assertThat(after.offset()).isGreaterThan(asked.offset());
            }
            case AHEAD -> throw new AssertionError("nobody was given a position ahead of " + after);
        }
        known.epoch = after.epoch();
        known.seen = after.offset();
        known.latestTo = 0;
    }

    void read(byte[] bytes) {
        String text = rest + new String(bytes, java.nio.charset.StandardCharsets.US_ASCII);
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            onLine(text.substring(from, end).split(" ", -1));
            from = end + 1;
        }
        rest = text.substring(from);
    }

    private void onLine(String[] words) {
        Known known = topics.get(words[1]);
        assertThat(known).as(String.join(" ", words)).isNotNull();
        switch (words[0]) {
            case "m" -> onMessage(known, words);
            case "g" -> onGap(known, words);
            default -> throw new AssertionError("unknown line: " + String.join(" ", words));
        }
    }

    private void onMessage(Known known, String[] words) {
        messages++;
        long offset = Long.parseLong(words[3]);
        Position position = Position.parse(words[2] + ':' + offset);
        assertThat(position.epoch()).as("epoch of %s", words[1]).isEqualTo(known.epoch);
        String key = truth.key(words[1], position);
        assertThat(words[4]).isEqualTo(String.valueOf(key));
        if (known.latestTo > 0) {
            assertThat(offset).isGreaterThan(known.seen).isLessThanOrEqualTo(known.latestTo);
            assertThat(known.latestKeys.put(words[4], offset))
                    .as("once per key")
                    .isNull();
            for (long later = offset + 1; later <= known.latestTo; later++) {
                assertThat(truth.key(words[1], new Position(known.epoch, later)))
                        .as("%s of %s is the newest of its key", offset, words[1])
                        .isNotEqualTo(key);
            }
            known.latestStillWanted--;
            known.seen = offset;
            if (known.latestStillWanted == 0) {
                assertThat(offset).as("the newest of all ends the gap").isEqualTo(known.latestTo);
                known.latestTo = 0;
            }
        } else {
            assertThat(offset).as("next of %s", words[1]).isEqualTo(known.seen + 1);
            known.seen = offset;
        }
        if (words.length > 6) {
            assertThat(words[6].split(",")).as("the trailer has this position").contains(position.toString());
        }
        assertThat(deliveredTimes
                        .computeIfAbsent(words[1] + words[2], t -> new TreeMap<>())
                        .merge(offset, 1, Integer::sum))
                .as("delivered once: %s of %s", offset, words[1])
                .isEqualTo(1);
    }

    private void onGap(Known known, String[] words) {
        gaps++;
        long from = Long.parseLong(words[2]);
        long to = Long.parseLong(words[3]);
        long skipped = Long.parseLong(words[4]);
        if (known.latestTo > 0) {
            // It fell behind once more while the newest of each key were on their way.
            assertThat(from).isGreaterThan(known.seen).isLessThanOrEqualTo(known.latestTo);
            known.latestTo = 0;
        } else {
            assertThat(from).as("gap of %s", words[1]).isEqualTo(known.seen + 1);
        }
        assertThat(to).isGreaterThanOrEqualTo(from);
        switch (Gap.Reason.valueOf(words[5])) {
            case LAG -> {
                assertThat(skipped).isEqualTo(to - from + 1);
                known.seen = to;
            }
            case LATEST -> {
                assertThat(skipped).isBetween(1L, to - from);
                known.latestTo = to;
                known.latestStillWanted = to - from + 1 - skipped;
                known.latestKeys.clear();
                known.seen = from - 1;
            }
        }
    }
}
