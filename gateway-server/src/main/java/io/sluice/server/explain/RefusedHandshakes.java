package io.sluice.server.explain;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The last handshakes that were refused; when there are too many, the oldest goes. Thread-safe. */
public final class RefusedHandshakes {

    private final AtomicReferenceArray<@Nullable RefusedHandshake> places;
    private final AtomicLong added = new AtomicLong();
    private final InstantSource clock;

    /**
     * Remembers this many.
     *
     * @param most 0 for none
     */
    public RefusedHandshakes(int most, InstantSource clock) {
        this.places = new AtomicReferenceArray<>(most);
        this.clock = clock;
    }

    /** A handshake was refused just now. */
    public void add(String address, @Nullable String user, String reason) {
        if (places.length() > 0) {
            int place = (int) (added.getAndIncrement() % places.length());
            places.set(place, new RefusedHandshake(clock.instant(), address, user, reason));
        }
    }

    /** How many are remembered. */
    public int count() {
        return (int) Math.min(added.get(), places.length());
    }

    /** The newest of these, the newest first. */
    public List<RefusedHandshake> newest(Predicate<RefusedHandshake> which, int limit) {
        List<RefusedHandshake> found = new ArrayList<>();
        long end = added.get();
        for (long at = end - 1; at >= Math.max(0, end - places.length()) && found.size() < limit; at--) {
            RefusedHandshake refused = places.get((int) (at % places.length()));
            if (refused != null && which.test(refused)) {
                found.add(refused);
            }
        }
        return found;
    }
}
