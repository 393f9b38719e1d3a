package io.sluice.delivery.shard;

import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.Disconnect;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/**
 * Closes connections of a shard that an operator points at. The search looks at a part of them at a time and lets the loop do
 * its I/O in between; those found are closed at a pace. Any thread may ask.
 */
public final class ShardEvictions {

    private static final int LOOKS_AT_ONCE = 4096;
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Shard shard;
    private final double perStep;

    /**
     * For one shard.
     *
     * @param perSecond how many are closed in a second, of each search; at least one each 20 ms
     */
    public ShardEvictions(Shard shard, double perSecond) {
        this.shard = shard;
        this.perStep = Math.max(1, perSecond * STEP_NANOS / TimeUnit.SECONDS.toNanos(1));
    }

    /**
     * Closes those that are not closing already, for this cause.
     *
     * @param which runs on the shard's loop
     * @param found is told on the shard's loop how many there are, before all of them are closed
     */
    public void evict(Predicate<ConnectionInfo> which, Disconnect cause, IntConsumer found) {
        shard.forAll(all -> new Search(all, which, cause, found).look());
    }

    private final class Search {

        private final OwnerLoop loop = shard.loop();
        private final List<Subscriber> all;
        private final Predicate<ConnectionInfo> which;
        private final Disconnect cause;
        private final IntConsumer found;
        private final ArrayDeque<Subscriber> matching = new ArrayDeque<>();
        private int at;
        private double allowance;

        Search(List<Subscriber> all, Predicate<ConnectionInfo> which, Disconnect cause, IntConsumer found) {
            this.all = all;
            this.which = which;
            this.cause = cause;
            this.found = found;
        }

        void look() {
            assert loop.inLoop();
            int end = Math.min(all.size(), at + LOOKS_AT_ONCE);
            for (; at < end; at++) {
                Subscriber subscriber = all.get(at);
                if (isThere(subscriber) && which.test(subscriber.connection.info())) {
                    matching.add(subscriber);
                }
            }
            if (at < all.size()) {
                loop.executeAfterIo(this::look);
            } else {
                found.accept(matching.size());
                close();
            }
        }

        private void close() {
            for (allowance += perStep; allowance >= 1 && !matching.isEmpty(); allowance--) {
                matching.remove().connection.close(cause);
            }
            if (!matching.isEmpty()) {
                loop.schedule(this::close, STEP_NANOS);
            }
        }

        private static boolean isThere(Subscriber subscriber) {
            return switch (subscriber.connection.state()) {
                case CONNECTING, OPEN -> true;
                case CLOSING, CLOSED -> false;
            };
        }
    }
}
