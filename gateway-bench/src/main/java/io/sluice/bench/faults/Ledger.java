package io.sluice.bench.faults;

import io.sluice.bench.audit.Findings;
import io.sluice.bench.audit.Findings.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one topic from all sides: positions that publishers were told, and publications that subscribers got, over
 * all epochs. Belongs to the client loop.
 *
 * <p>Where an epoch may be replaced, two stories about its positions are no finding once it has been: whoever saw the first
 * was told that his position is lost. In the epoch that stays there is one story only.
 */
final class Ledger {
    private final String topic;
    private final Publications publications;
    private final Findings findings;
    private final boolean epochMayChange;
    private final Map<String, EpochLog> epochs = new LinkedHashMap<>();
    private final List<Pending> conflicts = new ArrayList<>();
    private @Nullable EpochLog current;
    private long markAfter;
    private long mark;
    private long overwritten;
    private @Nullable String epochBeforeFault;

    Ledger(String topic, Publications publications, Findings findings, boolean epochMayChange) {
        this.topic = topic;
        this.publications = publications;
        this.findings = findings;
        this.epochMayChange = epochMayChange;
    }

    private record Pending(EpochLog log, EpochLog.Conflict conflict) {}

    String topic() {
        return topic;
    }

    Publications publications() {
        return publications;
    }

    /** Null until something was accepted. */
    @Nullable
    String epoch() {
        return current == null ? null : current.epoch();
    }

    /** The newest accepted offset of the current epoch; 0 if there is none. */
    long last() {
        return current == null ? 0 : current.lastAccepted();
    }

    /** A publisher was told this position. An epoch in which nothing was accepted before is the current one from now on. */
    void accepted(long number, String epoch, long offset) {
        EpochLog log = log(epoch);
        // Late answers from an epoch of before do not bring it back.
        if (log.lastAccepted() == 0 && !log.equals(current)) {
            if (current != null && !epochMayChange) {
                find(Kind.EPOCH, "accepted in epoch " + epoch + ", before in " + current.epoch());
            }
            current = log;
            mark = 0;
        }
        note(log, offset, number);
        log.accepted(offset);
        if (log.equals(current) && mark == 0 && number > markAfter) {
            mark = offset;
        }
    }

    /** A subscriber got this publication there. */
    void received(long number, String epoch, long offset) {
        note(log(epoch), offset, number);
    }

    private EpochLog log(String epoch) {
        return epochs.computeIfAbsent(epoch, EpochLog::new);
    }

    private void note(EpochLog log, long offset, long number) {
        EpochLog.Conflict conflict = log.note(offset, number);
        if (conflict != null) {
            conflicts.add(new Pending(log, conflict));
        }
    }

    /** From now on Redis loses data: where it may, the epoch of now is one that nobody may stay in. */
    void faultBegins() {
        epochBeforeFault = epoch();
    }

    /** From now on the first publication that begins, and is accepted, is one that everybody has to get. */
    void mark() {
        markAfter = publications.newest();
        mark = 0;
    }

    /**
     * The offset in the current epoch that everybody has to reach; 0 while nothing was accepted since the mark, or only in an
     * epoch that should have been replaced: who read on in it before the fault would seem to be there.
     */
    long marked() {
        boolean isOverdue = epochMayChange && current != null && current.epoch().equals(epochBeforeFault);
        return isOverdue ? 0 : mark;
    }

    /** How many of those accepted in that epoch lie behind this offset. */
    long acceptedBeyond(String epoch, long offset) {
        EpochLog log = epochs.get(epoch);
        return log == null ? 0 : Math.max(0, log.lastAccepted() - offset);
    }

    /** The run is over: what does not fit becomes a finding. */
    void close() {
        for (Pending pending : conflicts) {
            EpochLog.Conflict conflict = pending.conflict();
            if (epochMayChange && !pending.log().equals(current)) {
                overwritten++;
            } else {
                find(
                        conflict.kind() == EpochLog.Conflict.Kind.DOUBLED ? Kind.DOUBLED : Kind.CORRUPTED,
                        "at " + pending.log().epoch() + ":" + conflict.offset() + " " + conflict.what());
            }
        }
        epochs.values().forEach(this::phantoms);
    }

    private void phantoms(EpochLog log) {
        for (long offset = 1; offset <= log.last(); offset++) {
            long number = log.numberAt(offset);
            if (number != 0 && (!publications.wasBegun(number) || publications.wasRefused(number))) {
                find(
                        Kind.PHANTOM,
                        "at " + log.epoch() + ":" + offset + " stands publication " + number
                                + (publications.wasBegun(number) ? ", which was refused" : ", which nobody published"));
            }
        }
    }

    int epochCount() {
        return epochs.size();
    }

    /** Positions of former epochs that had two stories. */
    long overwritten() {
        return overwritten;
    }

    private void find(Kind kind, String what) {
        findings.add(kind, 1, topic + ": " + kind.text() + ": " + what);
    }
}
