package io.sluice.delivery.log;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One topic's logs in the formats beside the canonical one that somebody reads at present; few or none. Hub's loop only. */
final class DerivedLogs {

    private static final WireLog[] NONE = {};

    private WireLog[] logs = NONE;

    boolean isEmpty() {
        return logs.length == 0;
    }

    @Nullable
    WireLog get(WireFormat format) {
        for (WireLog log : logs) {
            if (log.format().equals(format)) {
                return log;
            }
        }
        return null;
    }

    /** Adds an empty log whose first publication is going to have this offset. */
    WireLog open(WireFormat format, long firstOffset) {
        WireLog opened = new WireLog(format, firstOffset);
        logs = Arrays.copyOf(logs, logs.length + 1);
        logs[logs.length - 1] = opened;
        return opened;
    }

    void remove(WireLog log) {
        WireLog[] fewer = Arrays.stream(logs).filter(other -> other != log).toArray(WireLog[]::new);
        logs = fewer.length == 0 ? NONE : fewer;
    }

    void reserve(Publication publication, Retention retention, LogMemory memory, LogListener listener) {
        for (WireLog log : logs) {
            log.reserve(publication, retention, memory, listener);
        }
    }

    void append(Publication publication, LogMemory memory) {
        for (WireLog log : logs) {
            log.append(publication, memory);
        }
    }

    void retireBefore(long offset, LogMemory memory, LogListener listener) {
        for (WireLog log : logs) {
            log.retireBefore(offset, memory, listener);
        }
    }

    long wantedBytes(Publication publication, Retention retention) {
        long wanted = 0;
        for (WireLog log : logs) {
            wanted += log.wantedBytes(publication, retention);
        }
        return wanted;
    }

    long capacityBytes() {
        long sum = 0;
        for (WireLog log : logs) {
            sum += log.capacityBytes();
        }
        return sum;
    }

    long heldBytes() {
        long sum = 0;
        for (WireLog log : logs) {
            sum += log.heldBytes();
        }
        return sum;
    }
}
