package io.sluice.delivery.shard;

import java.util.Locale;

/** What became of the position that a subscribe named. */
public enum Recovery {
    /** None was named. */
    NOT_ASKED,
    /** Delivery goes on right after it. */
    RECOVERED,
    /** The topic lives another life. */
    EPOCH,
    /** Publications after it are not retained any more. */
    RETENTION,
    /** It is after the head. */
    AHEAD;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Its name as clients and operators read it. */
    public String word() {
        return word;
    }

    /** Whether a position was named and could not be kept. */
    public boolean isLost() {
        return switch (this) {
            case NOT_ASKED, RECOVERED -> false;
            case EPOCH, RETENTION, AHEAD -> true;
        };
    }
}
