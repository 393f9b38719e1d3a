package io.sluice.delivery.shard;

import io.sluice.model.ToldGap;
import java.util.ArrayList;
import java.util.List;

/** The gaps that one subscriber was told of in one topic: the newest few, and those before them as one. Shard's loop only. */
final class ToldGaps {

    private static final int MOST = 4;

    private final List<ToldGap> gaps = new ArrayList<>(1);

    void add(Gap gap) {
        ToldGap.Kind kind = switch (gap.reason()) {
            case LAG -> ToldGap.Kind.LAG;
            case LATEST -> ToldGap.Kind.LATEST;
        };
        gaps.add(new ToldGap(gap.from(), gap.to(), gap.skipped(), kind));
        if (gaps.size() > MOST) {
            ToldGap first = gaps.removeFirst();
            ToldGap second = gaps.removeFirst();
            gaps.addFirst(
                    new ToldGap(first.from(), second.to(), first.skipped() + second.skipped(), ToldGap.Kind.SEVERAL));
        }
    }

    List<ToldGap> gaps() {
        return List.copyOf(gaps);
    }
}
