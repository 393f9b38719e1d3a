package io.sluice.bench.load;

import io.sluice.bench.report.LoadResult.Connects;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** Who connected, how long that took, and who could not. Owned by the reader thread; {@link #joined} from anywhere. */
final class ConnectLog {
    /** Reasons are the server's words: a bound keeps a talkative one from filling the memory. */
    private static final int MAX_REASONS = 50;

    private final Latencies latencies = new Latencies();
    private final Map<String, Long> failures = new TreeMap<>();
    private final AtomicLong joined = new AtomicLong();

    /** @param isMeasured whether its time counts */
    void joined(long nanos, boolean isMeasured) {
        latencies.record(nanos, isMeasured);
        joined.incrementAndGet();
    }

    void failed(Throwable cause) {
        String message = cause.getMessage();
        String reason = message == null ? cause.toString() : message;
        String kept = failures.size() < MAX_REASONS || failures.containsKey(reason) ? reason : "other";
        failures.merge(kept, 1L, Long::sum);
    }

    /** Handshakes answered so far. */
    long joined() {
        return joined.get();
    }

    Connects connects(long joinedThen, double seconds) {
        return new Connects(
                joinedThen, seconds <= 0 ? 0 : joinedThen / seconds, new TreeMap<>(failures), latencies.measured());
    }
}
