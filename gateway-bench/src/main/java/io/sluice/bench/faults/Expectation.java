package io.sluice.bench.faults;

import java.util.EnumSet;
import java.util.Set;

/**
 * What subscribers may meet in a scenario; everything else is a finding.
 *
 * @param epochMayChange whether Redis loses data, so that positions are lost and everybody is told
 * @param ends how connections may end without the subscriber's doing
 */
record Expectation(boolean epochMayChange, Set<End> ends) {
    /** They stay connected, and nothing is lost. */
    static final Expectation STAY = new Expectation(false, EnumSet.noneOf(End.class));

    /** Their connections break off, as those of a gateway that dies, and nothing is lost. */
    static final Expectation BREAK_OFF = new Expectation(false, EnumSet.of(End.BROKEN));

    /** They are told to go to another gateway, and nothing is lost. */
    static final Expectation BE_SENT_AWAY = new Expectation(false, EnumSet.of(End.DRAINED));

    /** They are told that their positions are lost. */
    static final Expectation START_ANEW = new Expectation(true, EnumSet.of(End.POSITION_LOST, End.BROKEN));

    Expectation {
        ends = Set.copyOf(ends);
    }

    /** How a connection ends. */
    enum End {
        /** Without a word, as when a process is killed. An event stream has no other way to end, unless it drains. */
        BROKEN,
        /** 1012 or {@code goaway}. */
        DRAINED,
        /** 4009. */
        POSITION_LOST,
        /** With any other close code. */
        CLOSED;

        static End of(String cause) {
            return switch (cause) {
                case "goaway", "close 1012" -> DRAINED;
                case "close 4009" -> POSITION_LOST;
                default -> cause.startsWith("close ") ? CLOSED : BROKEN;
            };
        }
    }
}
