package io.sluice.bench.faults;

import io.sluice.bench.audit.Findings;
import io.sluice.bench.audit.Findings.Kind;
import io.sluice.bench.audit.Silence;
import io.sluice.bench.audit.TopicStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber received of one topic, from whichever gateways. Within an epoch it is one range of offsets, without a
 * hole, a repetition or a step back, but for what the gateway said would not come. Belongs to the client loop.
 */
final class FleetStream implements TopicStream {
    private final String name;
    private final Ledger ledger;
    private final Rules rules;
    private final Silence silence;
    private final Watch watch;
    private final List<Left> left = new ArrayList<>();
    private @Nullable String epoch;
    private long next;
    private boolean live;
    private long received;

    FleetStream(String subscriber, Ledger ledger, Rules rules) {
        this.name = subscriber + " on " + ledger.topic();
        this.ledger = ledger;
        this.rules = rules;
        this.silence = rules.silences().get();
        this.watch = new Watch(rules.silences());
    }

    /**
     * What all streams share.
     *
     * @param epochMayChange whether positions may be lost and epochs replaced: where Redis loses data
     */
    record Rules(Findings findings, Told told, boolean epochMayChange, Supplier<Silence> silences) {}

    /** What subscribers were told. Belongs to the client loop. */
    static final class Told {
        long resumed;
        long positionsLost;
        long epochsReplaced;
        long gaps;
        long gapSkipped;

        Summary summary(long announced) {
            return new Summary(resumed, positionsLost, epochsReplaced, gaps, gapSkipped, announced);
        }

        /**
         * For the result.
         *
         * @param resumed positions that were recovered
         * @param announced accepted publications that subscribers did not get and were told of
         */
        record Summary(
                long resumed, long positionsLost, long epochsReplaced, long gaps, long gapSkipped, long announced) {}
    }

    /** An epoch that this subscriber was told is over, and what would have come next there. */
    private record Left(String epoch, long next) {}

    @Override
    public String topic() {
        return ledger.topic();
    }

    @Override
    public @Nullable String position() {
        return epoch == null ? null : epoch + ":" + (next - 1);
    }

    @Override
    public void subscribed(String newEpoch, long offset, @Nullable Boolean recovered) {
        if (epoch != null) {
            if (recovered == null) {
                find(Kind.WRONG_START, 1, "named " + position() + " and was not told whether it is recovered");
            } else if (recovered) {
                resumed(newEpoch, offset);
            } else {
                lost(epoch, newEpoch, offset);
            }
        }
        epoch = newEpoch;
        next = offset + 1;
        live = true;
        heard();
    }

    private void resumed(String newEpoch, long offset) {
        rules.told().resumed++;
        if (offset != next - 1 || !newEpoch.equals(epoch)) {
            find(Kind.WRONG_START, 1, "resumed after " + newEpoch + ":" + offset + ", asked for " + position());
        }
    }

    private void lost(String oldEpoch, String newEpoch, long offset) {
        rules.told().positionsLost++;
        if (!newEpoch.equals(oldEpoch)) {
            rules.told().epochsReplaced++;
        }
        if (!rules.epochMayChange()) {
            // Nothing here loses data, and retention is longer than the run.
            find(Kind.POSITION_LOST, 1, position() + ", begins again after " + newEpoch + ":" + offset);
        }
        left.add(new Left(oldEpoch, next));
    }

    @Override
    public void startedAsAsked() {
        throw new IllegalStateException("surfaces that name no positions are not audited here");
    }

    @Override
    public void forgotten() {
        throw new IllegalStateException("surfaces that name no positions are not audited here");
    }

    @Override
    public void message(@Nullable String named, long offset, long number, long stampedNanos) {
        String known = epoch;
        if (!live || known == null) {
            find(Kind.PROTOCOL, 1, "message " + offset + " before it was subscribed");
            return;
        }
        received++;
        if (named != null && !named.equals(known)) {
            find(Kind.EPOCH, 1, named + ":" + offset + " came after " + position() + " without a word");
        } else if (offset < next) {
            find(Kind.DUPLICATE, 1, known + ":" + offset + " came when " + next + " was next");
        } else {
            if (offset > next) {
                find(Kind.LOST, offset - next, known + ":" + next + " to " + (offset - 1));
            }
            next = offset + 1;
            ledger.received(number, known, offset);
        }
        heard();
    }

    @Override
    public void gap(long from, long to, String reason) {
        if (!live || from != next || to < from) {
            find(Kind.WRONG_GAP, 1, reason + " from " + from + " to " + to + " when " + next + " was next");
        }
        if (!rules.epochMayChange()) {
            // As with positions: nobody here reads slower than is allowed.
            find(Kind.POSITION_LOST, 1, reason + " from " + from + " to " + to);
        }
        rules.told().gaps++;
        rules.told().gapSkipped += Math.max(0, to + 1 - next);
        next = Math.max(next, to + 1);
        heard();
    }

    @Override
    public void disconnected() {
        live = false;
        silence.pause();
        watch.disconnected();
    }

    /** Whether everything that was accepted in the current epoch up to the ledger's mark is here. */
    boolean hasReachedMark() {
        return live && ledger.marked() != 0 && isInCurrentEpoch() && next > ledger.marked();
    }

    boolean isComplete() {
        return isInCurrentEpoch() && next > ledger.last();
    }

    private boolean isInCurrentEpoch() {
        return epoch != null && epoch.equals(ledger.epoch());
    }

    /** The run is over and everything had time to arrive: what was accepted and neither came nor was announced is missing. */
    void close() {
        if (epoch == null) {
            find(Kind.MISSING, 1, "was never subscribed");
        } else if (!isInCurrentEpoch()) {
            find(Kind.MISSING, 1, "is at " + position() + " and was not told of epoch " + ledger.epoch());
        } else if (!isComplete()) {
            find(Kind.MISSING, ledger.last() + 1 - next, epoch + ":" + next + " to " + ledger.last());
        }
    }

    /** Accepted in epochs that were lost, not received there, and announced. */
    long announced() {
        return left.stream()
                .mapToLong(was -> ledger.acceptedBeyond(was.epoch(), was.next() - 1))
                .sum();
    }

    /** From now on it should hear something all the time. */
    void watch() {
        watch.begin(live);
    }

    /** Ends the watch; the longest silence in it, 0 if there was no watch up to now. */
    long watchedNanos() {
        return watch.end();
    }

    /** Whether its connection, when it last ended, was watched. */
    boolean endedWatched() {
        return watch.wasCutShort();
    }

    private void heard() {
        silence.heard();
        watch.heard();
    }

    Silence silence() {
        return silence;
    }

    String name() {
        return name;
    }

    long received() {
        return received;
    }

    private void find(Kind kind, long count, String detail) {
        rules.findings().add(kind, count, name + ": " + kind.text() + ": " + detail);
    }
}
