package io.sluice.delivery.log;

import java.util.function.Supplier;

/** Tells a log's readers of its segments. Runs on the hub's loop, in the order of what happens to the log. */
public interface LogListener {

    /**
     * A segment was opened, empty; what comes next in this log stands in it.
     *
     * @param newView gives a further hold on it per call
     */
    void onSegmentOpened(WireLog log, Supplier<SegmentView> newView);

    /**
     * A segment was put before all others, filled with what stood in the log before this one had its first reader.
     *
     * @param newView gives a further hold on it per call
     * @param records that stand in it; where it is the only segment it may get more
     */
    void onSegmentPrepended(WireLog log, Supplier<SegmentView> newView, int records);

    /** The oldest segment of this log leaves it. */
    void onSegmentRetired(WireLog log);
}
