package io.sluice.delivery.shard;

import io.sluice.delivery.log.SegmentView;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest publication of each key in one audience's segments, for those who fell behind. Looks at each record once,
 * however many subscribers ask, and only if one does. Shard's loop only.
 */
final class NewestByKey {

    private final Map<@Nullable String, Long> offsets = new HashMap<>();
    private long lookedAtOffset;
    private boolean tooMany;

    /** Where the segments began when there were too many keys: until one is retired there are not fewer. */
    private long tooManySinceOffset;

    /**
     * Looks at what came since the last call.
     *
     * @param oldest the oldest segment in hand; what was before it is forgotten
     * @return what comes after {@code afterOffset}; null where there are more keys than may be
     */
    @Nullable
    Conflation after(SegmentView oldest, long afterOffset, int maxKeys) {
        long firstOffset = oldest.offsetOf(0);
        if (tooMany && firstOffset == tooManySinceOffset) {
            return null;
        }
        if (tooMany || lookedAtOffset < firstOffset - 1) {
            offsets.clear();
            tooMany = false;
            lookedAtOffset = firstOffset - 1;
        } else {
            offsets.values().removeIf(offset -> offset < firstOffset);
        }
        for (SegmentView view = oldest; view != null && !tooMany; view = view.next()) {
            lookAt(view, maxKeys);
        }
        if (tooMany) {
            offsets.clear();
            tooManySinceOffset = firstOffset;
            return null;
        }
        long[] wanted = offsets.values().stream()
                .mapToLong(Long::longValue)
                .filter(offset -> offset > afterOffset)
                .sorted()
                .toArray();
        return new Conflation(wanted, lookedAtOffset);
    }

    private void lookAt(SegmentView view, int maxKeys) {
        int published = view.published();
        for (int i = (int) Math.max(0, lookedAtOffset + 1 - view.offsetOf(0)); i < published && !tooMany; i++) {
            lookedAtOffset = view.offsetOf(i);
            offsets.put(view.keyOf(i), lookedAtOffset);
            tooMany = offsets.size() > maxKeys;
        }
    }
}
