package io.sluice.server.fleet;

import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.server.admin.NodeInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's place in the fleet: its number, its lease, and the incarnation under which it writes. Fleet's loop only.
 *
 * <p>Whenever the lease was lost, or a connection or command was and Redis may have lost something with it, the node goes on as
 * another incarnation: everything is written anew under its name first, and then the one before is swept. So whatever went
 * wrong, there is one way to be right again, and nobody is told to leave who is still there.
 */
final class Membership {

    /** Of 53 bits that are exact in JSON, 32 count connections. */
    static final int NUMBERS = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A server of a cluster is connected to only when it is first asked. */
    private static final int MOST_FAILED_STARTS = 25;

    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Leases leases;
    private final OwnerLoop loop;
    private final Duration lease;
    private final String process;
    private final IntSupplier numbers;
    private final IntFunction<NodeInfo> self;
    private final FleetMetrics metrics;
    private final Retiring retiring;
    private Consumer<Runnable> tellsAgain = Runnable::run;
    private Runnable onTick = () -> {};
    private volatile int number;
    private int count;
    private @Nullable Incarnation current;

    /** When the last command that was answered with a lease was sent. */
    private long heldSinceNanos;

    private int failedStarts;
    private boolean claiming;
    /** When the lease was last claimed. */
    private long claimedNanos;

    /** Whether Redis may have lost something since. */
    private boolean doubts;

    private boolean retrying;
    private @Nullable Duration resignsAfter;

    /**
     * Nothing is claimed yet.
     *
     * @param self what this node says of itself under a number
     */
    Membership(
            FleetLink link,
            FleetNames names,
            OwnerLoop loop,
            Settings settings,
            IntFunction<NodeInfo> self,
            FleetMetrics metrics) {
        this.leases = new Leases(link, names, settings.lease());
        this.loop = loop;
        this.lease = settings.lease();
        this.process = settings.process();
        this.numbers = settings.numbers();
        this.self = self;
        this.metrics = metrics;
        this.retiring = new Retiring(link, names, loop, () -> onTick.run());
        link.onLost(() -> loop.execute(this::doubt));
    }

    /**
     * How a node takes part.
     *
     * @param process tells it from every other one, for life
     * @param numbers makes numbers to try, below {@link #NUMBERS}
     */
    record Settings(Duration lease, String process, IntSupplier numbers) {}

    /** The number that connections' ids begin with; any thread. */
    int number() {
        return number;
    }

    /**
     * Claims, and answers when that is done; fails if Redis does so for some seconds.
     *
     * @param tellsAgain has everything told anew, and says when it is
     * @param onTick runs on the loop as often as the lease is renewed
     */
    CompletableFuture<Void> start(Consumer<Runnable> tellsAgain, Runnable onTick) {
        CompletableFuture<Void> claimed = new CompletableFuture<>();
        loop.execute(() -> {
            this.tellsAgain = tellsAgain;
            this.onTick = onTick;
            claiming = true;
            number = numbers.getAsInt();
            claim(new Incarnation(number, process, ++count), claimed);
        });
        return claimed;
    }

    /** The incarnation to write under; null while it is not certain that the lease is held. */
    @Nullable
    Incarnation held() {
        assert loop.inLoop();
        boolean certain = !claiming && loop.nanoTime() - heldSinceNanos < lease.toNanos();
        return certain ? current : null;
    }

    // ---- claiming

    private void claim(Incarnation next, @Nullable CompletableFuture<Void> first) {
        long sentNanos = loop.nanoTime();
        leases.claim(next, number, said(), current)
                .whenComplete((claimed, failure) -> loop.execute(() -> {
                    if (failure != null && first != null && ++failedStarts >= MOST_FAILED_STARTS) {
                        first.completeExceptionally(failure);
                    } else if (failure != null && first != null) {
                        loop.schedule(() -> claim(next, first), SOON_NANOS);
                    } else if (failure != null) {
                        loop.schedule(() -> claim(next, null), AGAIN_NANOS);
                    } else if (claimed) {
                        onClaimed(next, sentNanos);
                        if (first != null) {
                            first.complete(null);
                            loop.schedule(this::onTimer, interval());
                        }
                    } else {
                        number = numbers.getAsInt();
                        claim(new Incarnation(number, process, ++count), first);
                    }
                }));
    }

    private void onClaimed(Incarnation next, long sentNanos) {
        Incarnation before = current;
        current = next;
        heldSinceNanos = sentNanos;
        claiming = false;
        doubts = false;
        claimedNanos = sentNanos;
        if (before != null) {
            retiring.add(before);
            List<Incarnation> old = retiring.waiting();
            // Nothing is taken away before everything stands there under the new name.
            tellsAgain.accept(() -> loop.execute(() -> retiring.retire(old)));
        }
        if (resignsAfter != null) {
            renew("", resignsAfter, () -> {});
        }
    }

    /** Redis may have lost what was written: everything is told anew, as soon as a renewal says that it is there. */
    void doubt() {
        assert loop.inLoop();
        doubts = true;
    }

    /** The lease is gone: goes on as another. */
    void goOnAnew() {
        assert loop.inLoop();
        if (!claiming && resignsAfter == null) {
            claiming = true;
            claim(new Incarnation(number, process, ++count), null);
        }
    }

    // ---- renewing

    private long interval() {
        return lease.dividedBy(3).toNanos();
    }

    private void onTimer() {
        if (resignsAfter != null) {
            return;
        }
        loop.schedule(this::onTimer, interval());
        announce();
        onTick.run();
    }

    private void renew(String said, Duration time, Runnable onDone) {
        Incarnation renewed = current;
        if (renewed == null || claiming) {
            onDone.run();
            return;
        }
        long sentNanos = loop.nanoTime();
        leases.renew(renewed, said, time, retiring.names())
                .whenComplete((held, failure) -> loop.execute(() -> {
                    onDone.run();
                    if (renewed != current || claiming || resignsAfter != null) {
                        return;
                    }
                    if (failure != null) {
                        onNotRenewed(failure);
                    } else {
                        onRenewed(held, sentNanos);
                    }
                }));
    }

    private void onRenewed(boolean held, long sentNanos) {
        if (held) {
            heldSinceNanos = sentNanos;
        } else {
            metrics.leasesLost.inc();
            LOG.warn("the lease of this gateway is lost: everything is told anew");
        }
        if (!held || (doubts && isTimeToGoOn())) {
            goOnAnew();
        }
    }

    /** Everything is told anew at most once in a lease, and not before it was the last time. */
    private boolean isTimeToGoOn() {
        return retiring.names().isEmpty() && loop.nanoTime() - claimedNanos >= lease.toNanos();
    }

    private String said() {
        return NodeText.write(self.apply(number));
    }

    /** Tries soon again: when Redis is back all must be, before those are found dead that were renewed first. */
    private void onNotRenewed(Throwable failure) {
        doubt();
        metrics.renewalsFailed.inc();
        LOG.debug("the lease could not be renewed", failure);
        if (!retrying) {
            retrying = true;
            loop.schedule(
                    () -> {
                        retrying = false;
                        announce();
                    },
                    Math.min(AGAIN_NANOS, lease.dividedBy(12).toNanos()));
        }
    }

    /** Says again what this node is, which may have changed. */
    void announce() {
        assert loop.inLoop();
        if (resignsAfter == null) {
            renew(said(), lease, () -> {});
        }
    }

    /** Is asked no more, and has the lease end after this time if not before: this node is going to end. */
    void resign(Duration after, Runnable onDone) {
        assert loop.inLoop();
        resignsAfter = after;
        renew("", after, onDone);
    }
}
