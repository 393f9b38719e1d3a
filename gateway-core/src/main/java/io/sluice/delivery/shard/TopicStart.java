package io.sluice.delivery.shard;

import io.sluice.model.TopicName;

/** A topic to read, and from where. */
public record TopicStart(TopicName topic, Start start) {}
