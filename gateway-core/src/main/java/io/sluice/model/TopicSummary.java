package io.sluice.model;

/**
 * What an operator sees of a topic.
 *
 * @param head the position of the newest publication; offset 0 where there was none
 * @param firstOffset the oldest offset that is still retained; head offset + 1 where nothing is
 * @param retainedBytes what the topic's logs hold of the allocator, all wire formats together
 * @param subscribers subscriptions on all shards
 */
public record TopicSummary(
        TopicName name, Position head, long firstOffset, long retainedMessages, long retainedBytes, int subscribers) {}
