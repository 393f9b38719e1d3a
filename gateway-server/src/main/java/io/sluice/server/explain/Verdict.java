package io.sluice.server.explain;

import java.util.Locale;

/** What became of a publication for a connection, or for all that were found; what is better for the client comes first. */
public enum Verdict {
    /** The client answered a ping that followed it. */
    CONFIRMED,
    /** The client resumed from a position at or after it, so it says itself that it has it. */
    RESUMED_AFTER,
    /** It was handed to the socket; whether it arrived is not known. */
    WRITTEN,
    /** It did not come, and the client was told so: by a gap, or by a position that was not recovered. */
    GAP_TOLD,
    /** The connection is open and has not got so far. */
    NOT_YET_WRITTEN,
    /** The connection ended while it was to come. */
    ENDED_BEFORE_WRITTEN,
    /** Delivery began behind it. */
    SUBSCRIBED_AFTER,
    /** The client had unsubscribed. */
    UNSUBSCRIBED,
    /** No connection was there at that time. */
    NOT_CONNECTED,
    /** Handshakes were refused, and no other connection was there. */
    REFUSED,
    /** There was a connection, but not on this topic. */
    NEVER_SUBSCRIBED,
    /** There is no such publication yet. */
    NOT_PUBLISHED,
    /** It cannot be known any more. */
    UNKNOWN;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name in answers: small letters and dashes. */
    public String word() {
        return word;
    }
}
