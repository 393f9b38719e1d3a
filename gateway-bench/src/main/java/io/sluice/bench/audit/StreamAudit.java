package io.sluice.bench.audit;

import io.sluice.bench.audit.Findings.Kind;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber received of one topic, across all of its connections. Its stream must be contiguous; what it
 * leaves out must have been told. One number, the offset that has to come next, holds all that was received, so that
 * the account of a day is as large as that of a second. Belongs to the client loop.
 */
public final class StreamAudit implements TopicStream {
    /** Between the newest that came and the one after it, and between a look at the clock here and one at the gateway. */
    private static final long SLACK_NANOS = 1_000_000_000L;

    private final String name;
    private final TopicAccount account;
    private final Rules rules;
    private final Silence silence;
    private @Nullable String epoch;
    private long next;
    private boolean live;
    private long received;

    /** When the newest that came had been published; what comes after it is no older. */
    private long newestNanos;

    public StreamAudit(String subscriber, TopicAccount account, Rules rules, Silence silence) {
        this.name = subscriber + " on " + account.topic();
        this.account = account;
        this.rules = rules;
        this.silence = silence;
    }

    /**
     * What all streams share.
     *
     * @param retentionNanos how long the gateway promises to keep a publication
     */
    public record Rules(Findings findings, Told told, long retentionNanos, LongSupplier clockNanos) {}

    /** What clients were told they would not get; that is no finding. Belongs to the client loop. */
    public static final class Told {
        public long gaps;
        public long gapSkipped;
        public long positionsLost;
        public long positionSkipped;
        public long resumed;
    }

    @Override
    public String topic() {
        return account.topic();
    }

    @Override
    public @Nullable String position() {
        return epoch == null ? null : epoch + ":" + (next - 1);
    }

    @Override
    public void subscribed(String newEpoch, long offset, @Nullable Boolean recovered) {
        String known = account.epoch();
        if (known != null && !known.equals(newEpoch)) {
            find(Kind.EPOCH, 1, "subscribed in epoch " + newEpoch + ", published in " + known);
        }
        if (epoch == null) {
            newestNanos = rules.clockNanos.getAsLong();
        } else {
            resumed(newEpoch, offset, recovered);
        }
        epoch = newEpoch;
        next = offset + 1;
        live = true;
        silence.heard();
    }

    private void resumed(String newEpoch, long offset, @Nullable Boolean recovered) {
        if (recovered == null) {
            find(Kind.WRONG_START, 1, "named " + position() + " and was not told whether it is recovered");
        } else if (recovered) {
            rules.told.resumed++;
            if (offset != next - 1 || !newEpoch.equals(epoch)) {
                find(Kind.WRONG_START, 1, "resumed after " + newEpoch + ":" + offset + ", asked for " + position());
            }
        } else {
            lost(newEpoch, offset);
        }
    }

    private void lost(String newEpoch, long offset) {
        rules.told.positionsLost++;
        long age = rules.clockNanos.getAsLong() - newestNanos;
        if (age < rules.retentionNanos - SLACK_NANOS) {
            find(Kind.POSITION_LOST, 1, position() + " at an age of " + age / 1_000_000 + " ms");
        }
        nextMayBeOld();
        if (newEpoch.equals(epoch)) {
            if (offset + 1 < next) {
                find(Kind.WRONG_START, 1, "lost " + position() + ", begins again after " + offset);
            }
            rules.told.positionSkipped += Math.max(0, offset + 1 - next);
        }
    }

    /** The next start is new. */
    @Override
    public void forgotten() {
        lost(epoch == null ? "" : epoch, Math.max(next - 1, account.last()));
        epoch = null;
    }

    /** Takes the head for where delivery begins: for surfaces that name no positions. Nothing if there is one already. */
    public void startAtHead() {
        String head = account.epoch();
        if (epoch == null && head != null) {
            epoch = head;
            next = account.last() + 1;
            newestNanos = rules.clockNanos.getAsLong();
        }
    }

    @Override
    public void startedAsAsked() {
        live = true;
        silence.heard();
    }

    /** @param stampedOffset the offset that its publisher expected */
    @Override
    public void message(@Nullable String named, long offset, long stampedOffset, long stampedNanos) {
        if (!live) {
            find(Kind.PROTOCOL, 1, "message " + offset + " before it was subscribed");
            return;
        }
        received++;
        if (named != null && !named.equals(epoch)) {
            find(Kind.EPOCH, 1, offset + " came in epoch " + named + ", subscribed in " + epoch);
        }
        if (offset != stampedOffset) {
            find(Kind.CORRUPTED, 1, "at " + offset + " stands what was published as " + stampedOffset);
        }
        if (offset < next) {
            find(Kind.DUPLICATE, 1, offset + " came when " + next + " was next");
        } else {
            if (offset > next) {
                find(Kind.LOST, offset - next, next + " to " + (offset - 1));
            }
            next = offset + 1;
            newestNanos = stampedNanos;
        }
        silence.heard();
    }

    @Override
    public void gap(long from, long to, String reason) {
        // No topic of a soak keeps the newest of each key, so nothing of the range comes.
        if (!live || from != next || to < from || !"lag".equals(reason)) {
            find(Kind.WRONG_GAP, 1, reason + " from " + from + " to " + to + " when " + next + " was next");
        }
        rules.told.gaps++;
        rules.told.gapSkipped += Math.max(0, to + 1 - next);
        next = Math.max(next, to + 1);
        nextMayBeOld();
        silence.heard();
    }

    @Override
    public void disconnected() {
        live = false;
        silence.pause();
    }

    public boolean isComplete() {
        return epoch == null || next > account.last();
    }

    /** The run is over and everything had time to arrive: what is between here and the last accepted one is missing. */
    public void close() {
        if (!isComplete()) {
            find(Kind.MISSING, account.last() + 1 - next, next + " to " + account.last());
        } else if (epoch != null && next > account.last() + 1) {
            find(Kind.PHANTOM, next - 1 - account.last(), (account.last() + 1) + " to " + (next - 1));
        }
    }

    public Silence silence() {
        return silence;
    }

    public String name() {
        return name;
    }

    public long received() {
        return received;
    }

    /** What comes next is the oldest that is retained, which may be gone at once. */
    private void nextMayBeOld() {
        newestNanos = rules.clockNanos.getAsLong() - rules.retentionNanos;
    }

    private void find(Kind kind, long count, String detail) {
        rules.findings.add(kind, count, name + ": " + kind.text() + ": " + detail);
    }
}
