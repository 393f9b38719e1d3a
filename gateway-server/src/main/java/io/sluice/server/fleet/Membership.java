package io.sluice.server.fleet;

import static io.sluice.server.fleet.FleetNames.bytes;
import static io.sluice.server.fleet.FleetNames.text;

import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.server.admin.NodeInfo;
import java.time.Duration;
import java.util.ArrayList;
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
 * <p>Whenever the lease was lost, or Redis did not answer for a while and may have lost something, the node goes on as
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

    private final FleetLink link;
    private final FleetNames names;
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
    private boolean failed;
    private boolean ended;

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
        this.link = link;
        this.names = names;
        this.loop = loop;
        this.lease = settings.lease();
        this.process = settings.process();
        this.numbers = settings.numbers();
        this.self = self;
        this.metrics = metrics;
        this.retiring = new Retiring(link, names, loop, () -> onTick.run());
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
        Incarnation before = current;
        byte[][] keys = {names.leases(), names.nodes(), names.numbers(), names.pulse()};
        byte[][] values = {
            bytes(next.name),
            bytes(number),
            bytes(lease.toMillis()),
            bytes(NodeText.write(self.apply(number))),
            bytes(before == null ? "" : before.name)
        };
        link.run(FleetScript.CLAIM, keys, values)
                .whenComplete((answer, failure) -> loop.execute(() -> {
                    if (failure != null && first != null && ++failedStarts >= MOST_FAILED_STARTS) {
                        first.completeExceptionally(failure);
                    } else if (failure != null && first != null) {
                        loop.schedule(() -> claim(next, first), SOON_NANOS);
                    } else if (failure != null) {
                        loop.schedule(() -> claim(next, null), AGAIN_NANOS);
                    } else if (text(answer.get(0)).equals("1")) {
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
        failed = false;
        if (before == null) {
            return;
        }
        retiring.add(before);
        // Nothing is taken away before everything stands there under the new name.
        tellsAgain.accept(() -> loop.execute(retiring::retireAll));
    }

    /** The lease is gone, or what was written under it may be: goes on as another. */
    void goOnAnew() {
        assert loop.inLoop();
        if (!claiming && !ended) {
            claiming = true;
            claim(new Incarnation(number, process, ++count), null);
        }
    }

    // ---- renewing

    private long interval() {
        return lease.dividedBy(3).toNanos();
    }

    private void onTimer() {
        if (ended) {
            return;
        }
        loop.schedule(this::onTimer, interval());
        renew(lease, current, () -> {});
        onTick.run();
    }

    private void renew(Duration time, @Nullable Incarnation renewed, Runnable onDone) {
        if (renewed == null || claiming) {
            onDone.run();
            return;
        }
        long sentNanos = loop.nanoTime();
        List<byte[]> values = new ArrayList<>();
        values.add(bytes(time.toMillis()));
        values.add(bytes(lease.toMillis()));
        values.add(bytes(NodeText.write(self.apply(number))));
        values.add(bytes(renewed.name));
        retiring.names().forEach(name -> values.add(bytes(name)));
        byte[][] keys = {names.leases(), names.nodes(), names.pulse()};
        link.run(FleetScript.RENEW, keys, values.toArray(byte[][]::new))
                .whenComplete((answer, failure) -> loop.execute(() -> {
                    onDone.run();
                    if (renewed != current || claiming || ended) {
                        return;
                    }
                    if (failure != null) {
                        failed = true;
                        metrics.renewalsFailed.inc();
                        LOG.debug("the lease could not be renewed", failure);
                        return;
                    }
                    boolean lost = !text(answer.get(0)).equals("1");
                    if (lost) {
                        metrics.leasesLost.inc();
                        LOG.warn("the lease of this gateway is lost: everything is told anew");
                    } else {
                        heldSinceNanos = sentNanos;
                    }
                    if (lost || failed) {
                        goOnAnew();
                    }
                }));
    }

    /** Says again what this node is, which may have changed. */
    void announce() {
        assert loop.inLoop();
        if (!ended) {
            renew(lease, current, () -> {});
        }
    }

    /** Has the lease end after this time and does not renew it again: this node is going to end. */
    void resign(Duration after, Runnable onDone) {
        assert loop.inLoop();
        ended = true;
        renew(after, current, onDone);
    }
}
