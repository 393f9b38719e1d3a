package io.sluice.server.admin;

import io.sluice.model.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * A part of a topic's history that is wanted. Without {@code since} and {@code last} it begins with the oldest publication
 * that is retained.
 *
 * @param since a position, or how long ago with a minus sign in front, such as {@code -30s}
 * @param last how many of the newest
 * @param limit 1 to 1000
 */
public record HistoryQuery(
        TopicName topic, @Nullable String since, @Nullable Integer last, int limit) {}
