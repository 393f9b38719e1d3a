package io.sluice.server.subscriber.handshake;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A fixed number of places. Thread-safe; never more than the limit are taken, not even for a moment. */
final class Places {

    private final int limit;
    private final AtomicInteger taken = new AtomicInteger();

    Places(int limit) {
        this.limit = limit;
    }

    @Nullable
    Permit take() {
        int before = taken.getAndUpdate(now -> now < limit ? now + 1 : now);
        return before < limit ? new Place() : null;
    }

    int taken() {
        return taken.get();
    }

    private final class Place extends Permit {
        @Override
        void release() {
            taken.decrementAndGet();
        }
    }
}
