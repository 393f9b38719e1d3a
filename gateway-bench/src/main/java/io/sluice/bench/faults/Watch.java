package io.sluice.bench.faults;

import io.sluice.bench.audit.Silence;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a stream heard nothing while the gateway that it is on was not touched. The end of its connection ends it too, and
 * what was measured stays. Belongs to the client loop.
 */
final class Watch {
    private final Supplier<Silence> silences;
    private @Nullable Silence silence;
    private long longestNanos;
    private boolean cutShort;

    Watch(Supplier<Silence> silences) {
        this.silences = silences;
    }

    /** Forgets what was measured before. */
    void begin(boolean connected) {
        longestNanos = 0;
        silence = connected ? silences.get() : null;
        heard();
    }

    void heard() {
        if (silence != null) {
            silence.heard();
        }
    }

    void disconnected() {
        cutShort = silence != null;
        end();
    }

    /** Whether the connection, when it last ended, was one that should have stayed. */
    boolean wasCutShort() {
        return cutShort;
    }

    /** The longest silence since it began; 0 if it did not. */
    long end() {
        Silence ended = silence;
        silence = null;
        if (ended != null) {
            ended.pause();
            longestNanos = ended.longestNetNanos();
        }
        return longestNanos;
    }
}
