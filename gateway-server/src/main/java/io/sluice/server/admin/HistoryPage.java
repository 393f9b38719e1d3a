package io.sluice.server.admin;

import io.sluice.delivery.log.Publication;
import io.sluice.model.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a topic's history.
 *
 * @param head the position of the newest publication
 * @param firstOffset the oldest offset that is retained; one past the head where nothing is
 * @param recovered whether nothing after the position that was named is missing; null where none was named
 * @param reason why not, as a word of the protocol; null where nothing is missing
 * @param items in the order of their offsets; nobody has to release their payloads
 * @param more whether further ones follow before the head
 */
public record HistoryPage(
        Position head,
        long firstOffset,
        @Nullable Boolean recovered,
        @Nullable String reason,
        List<Publication> items,
        boolean more) {}
