package io.sluice.delivery.hub;

import io.sluice.delivery.log.LogMemory;
import io.sluice.delivery.log.PinnedSegments;
import java.util.function.Consumer;

/**
 * Finds memory for publications within the budget of all logs: first the largest topics' histories get shorter, then the
 * connections that pin the oldest segments have to go. Hub's loop only.
 */
final class Room {

    private static final int UNPINNED_AT_ONCE = 16;

    /** Whether there is memory. */
    enum Outcome {
        FOUND,
        /** Not yet: readers hold some that they are going to give back, or that they are going to have delivered. */
        LATER,
        /** And nobody holds any that could be had. */
        NONE
    }

    private final LogMemory memory;
    private final Topics topics;
    private final Consumer<PinnedSegments> unpin;
    private boolean exhausted;
    private boolean heldBack;

    /**
     * Room in this memory.
     *
     * @param unpin asks for the end of the connections that keep these segments from being freed
     */
    Room(LogMemory memory, Topics topics, Consumer<PinnedSegments> unpin) {
        this.memory = memory;
        this.topics = topics;
        this.unpin = unpin;
    }

    /** A further look is worth while: time has passed since the last. */
    void beginTurn() {
        exhausted = false;
    }

    Outcome find(long bytes) {
        if (bytes == 0 || memory.isComfortableWith(bytes)) {
            return Outcome.FOUND;
        }
        boolean looks = !exhausted;
        if (looks) {
            heldBack = topics.makeRoomFor(bytes) == Shortening.HELD_BACK;
            exhausted = !memory.isComfortableWith(bytes);
        }
        if (memory.hasRoomFor(bytes)) {
            return Outcome.FOUND;
        }
        if (looks && memory.hasPinned()) {
            unpin.accept(memory.oldestPinned(UNPINNED_AT_ONCE));
        }
        return heldBack || memory.hasPinned() ? Outcome.LATER : Outcome.NONE;
    }
}
