package io.sluice.delivery.shard;

import io.sluice.delivery.log.PinnedSegments;
import io.sluice.delivery.log.SegmentView;
import java.util.List;

/** What a hub hands to a shard, in order. */
public sealed interface ShardEvent {

    /** A feed has news: a further dirty mark is not sent until this one is taken. */
    record Dirty(Feed feed) implements ShardEvent {}

    /** A feed's log goes on in a further segment; the hold passes to the shard. */
    record SegmentOpened(Feed feed, SegmentView view) implements ShardEvent {}

    /** A segment of what stood in the log before; the hold passes to the shard. */
    record SegmentPrepended(Feed feed, SegmentView view, int records) implements ShardEvent {}

    /** The oldest segment of a feed left its log: the shard gives up its hold. */
    record SegmentRetired(Feed feed) implements ShardEvent {}

    /** The hub forgot the feed: all holds are to be given up. */
    record FeedClosed(Feed feed) implements ShardEvent {}

    /** The log begins anew, and nobody can go on in it: the subscribers are told by the end of their connections. */
    record TopicLost(Feed feed) implements ShardEvent {}

    /** The answer to a subscribe. */
    record Subscribed(SubscribeCommand command, List<Grant> grants) implements ShardEvent {}

    /** The other answer to a subscribe. */
    record SubscribeRefused(SubscribeCommand command) implements ShardEvent {}

    /** Memory is short: connections that still send from these segments are to be closed. */
    record Unpin(PinnedSegments segments) implements ShardEvent {}

    /** A sign of life is wanted: the task is run. */
    record Canary(Runnable onArrival) implements ShardEvent {}
}
