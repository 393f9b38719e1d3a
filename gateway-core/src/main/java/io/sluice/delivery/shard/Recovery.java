package io.sluice.delivery.shard;

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

    /** Whether a position was named and could not be kept. */
    public boolean isLost() {
        return switch (this) {
            case NOT_ASKED, RECOVERED -> false;
            case EPOCH, RETENTION, AHEAD -> true;
        };
    }
}
