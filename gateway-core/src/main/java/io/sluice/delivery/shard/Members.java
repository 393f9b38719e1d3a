package io.sluice.delivery.shard;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one audience, without order. Shard's loop only.
 *
 * <p>A walk may end connections, and so subscriptions leave while the places are walked. They then leave a hole that the
 * last walk to end closes; those that come during a walk stand behind its end.
 */
final class Members {

    private static final Subscription[] NOBODY = {};

    private @Nullable Subscription[] places = NOBODY;
    private int taken;
    private int holes;
    private int walks;

    int size() {
        return taken - holes;
    }

    /** How many places a walk that begins now has to look at. */
    int places() {
        return taken;
    }

    /** Who stands at a place; null for a hole. */
    @Nullable
    Subscription at(int place) {
        return places[place];
    }

    void add(Subscription subscription) {
        if (taken == places.length) {
            places = Arrays.copyOf(places, Math.max(2, taken * 2));
        }
        subscription.place = taken;
        places[taken++] = subscription;
    }

    void remove(Subscription subscription) {
        int place = subscription.place;
        if (walks > 0) {
            places[place] = null;
            holes++;
            return;
        }
        Subscription last = places[--taken];
        places[taken] = null;
        if (last != null && last != subscription) {
            places[place] = last;
            last.place = place;
        }
        shrink();
    }

    void beginWalk() {
        walks++;
    }

    void endWalk() {
        walks--;
        if (walks == 0 && holes > 0) {
            closeHoles();
        }
    }

    private void closeHoles() {
        int to = 0;
        for (int from = 0; from < taken; from++) {
            Subscription member = places[from];
            if (member != null) {
                member.place = to;
                places[to++] = member;
            }
        }
        Arrays.fill(places, to, taken, null);
        taken = to;
        holes = 0;
        shrink();
    }

    private void shrink() {
        if (taken == 0) {
            places = NOBODY;
        } else if (taken * 4 < places.length) {
            places = Arrays.copyOf(places, taken * 2);
        }
    }
}
