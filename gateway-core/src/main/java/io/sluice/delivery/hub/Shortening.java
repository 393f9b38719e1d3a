package io.sluice.delivery.hub;

/** What became of the wish to shorten a history. */
enum Shortening {
    DONE,
    /** There is some to give up that a shard has yet to deliver. */
    HELD_BACK,
    NOTHING
}
