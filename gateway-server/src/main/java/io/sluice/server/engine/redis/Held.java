package io.sluice.server.engine.redis;

import io.sluice.server.engine.redis.RedisMessage.Written;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest records of a topic that came out of turn, until the ones before them were read. Bounded: the oldest go, they
 * stand in Redis' log. Engine's loop only.
 */
final class Held {

    private static final int MOST_RECORDS = 512;
    private static final int MOST_BYTES = 256 << 10;

    /** What all topics hold together; engine's loop only. */
    static final class Budget {

        private final long mostBytes;
        private long bytes;

        Budget(long mostBytes) {
            this.mostBytes = mostBytes;
        }

        long bytes() {
            return bytes;
        }
    }

    private final Budget budget;
    private final ArrayDeque<Written> records = new ArrayDeque<>(0);
    private int bytes;

    /** How many of them, the oldest, were there when a read began. */
    private int beforeRead;

    Held(Budget budget) {
        this.budget = budget;
    }

    void add(Written record) {
        records.add(record);
        count(record.bytes().length);
        while (records.size() > MOST_RECORDS || (isTooMuch() && records.size() > 1)) {
            removeOldest();
        }
    }

    private boolean isTooMuch() {
        return bytes > MOST_BYTES || budget.bytes > budget.mostBytes;
    }

    private void count(int change) {
        bytes += change;
        budget.bytes += change;
    }

    private void removeOldest() {
        count(-records.remove().bytes().length);
        beforeRead = Math.max(0, beforeRead - 1);
    }

    void beginRead() {
        beforeRead = records.size();
    }

    /** Drops what was there when the read began: it stands in the log that was read, or is lost to Redis too. */
    void endRead() {
        while (beforeRead > 0) {
            removeOldest();
        }
    }

    /** Takes those that follow this offset in this epoch without a gap; drops what comes before them. */
    List<Written> takeAfter(long epoch, long offset) {
        List<Written> taken = new ArrayList<>();
        long last = offset;
        for (Written next = records.peek(); next != null; next = records.peek()) {
            if (next.position().epoch() != epoch && beforeRead == 0) {
                // Of an epoch that began after the read.
                break;
            }
            boolean current =
                    next.position().epoch() == epoch && next.position().offset() > last;
            if (current && next.position().offset() > last + 1) {
                break;
            }
            if (current) {
                taken.add(next);
                last++;
            }
            removeOldest();
        }
        return taken;
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    void clear() {
        records.clear();
        count(-bytes);
        beforeRead = 0;
    }
}
