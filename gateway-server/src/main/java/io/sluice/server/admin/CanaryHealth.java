package io.sluice.server.admin;

import io.sluice.delivery.hub.Hub;
import java.time.Duration;
import java.util.BitSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Health that proves delivery: a canary goes through the hub to every shard; while one is under way for too long, the
 * gateway is not ready, and after longer not alive. {@link #tick()} is called a few times a second by a thread that is
 * neither hub nor shard.
 */
public final class CanaryHealth implements Health {

    private static final Duration READY_WITHIN = Duration.ofSeconds(2);
    private static final Duration ALIVE_WITHIN = Duration.ofSeconds(10);

    private final Hub hub;
    private final @Nullable EngineHealth engine;
    private final int shards;
    private final LongSupplier nanoClock;
    private final BitSet missing = new BitSet();
    private boolean underWay;
    private boolean everReturned;
    private long sentNanos;
    private long lastSignNanos;
    private volatile boolean draining;

    /** Health of a hub that is its own engine. */
    public CanaryHealth(Hub hub, int shards, LongSupplier nanoClock) {
        this(hub, shards, null, nanoClock);
    }

    /**
     * Health of a hub and its shards.
     *
     * @param shards how many there are, with indexes from 0
     * @param engine null where it is in this process
     */
    public CanaryHealth(Hub hub, int shards, @Nullable EngineHealth engine, LongSupplier nanoClock) {
        this.hub = hub;
        this.engine = engine;
        this.shards = shards;
        this.nanoClock = nanoClock;
    }

    /** Sends the next canary, if the last one came back. */
    public void tick() {
        if (engine != null) {
            engine.tick();
        }
        synchronized (this) {
            lastSignNanos = nanoClock.getAsLong();
            if (underWay) {
                return;
            }
            underWay = true;
            sentNanos = nanoClock.getAsLong();
            missing.set(0, shards);
        }
        hub.canary(this::onArrival);
    }

    private synchronized void onArrival(int shard) {
        missing.clear(shard);
        if (missing.isEmpty()) {
            underWay = false;
            everReturned = true;
            lastSignNanos = nanoClock.getAsLong();
        }
    }

    /** From now on the gateway is not ready. */
    public void startDraining() {
        draining = true;
    }

    @Override
    public synchronized Status readiness() {
        if (draining) {
            return new Status(false, "draining");
        }
        if (!everReturned) {
            return new Status(false, "starting");
        }
        if (isLate(READY_WITHIN)) {
            return new Status(false, lateness());
        }
        boolean watched = underWay || nanoClock.getAsLong() - lastSignNanos <= READY_WITHIN.toNanos();
        if (!watched) {
            return new Status(false, "no canary is sent any more");
        }
        return engine == null ? new Status(true, "ready") : engine.readiness();
    }

    @Override
    public synchronized Status liveness() {
        return isLate(ALIVE_WITHIN) ? new Status(false, lateness()) : new Status(true, "alive");
    }

    private boolean isLate(Duration bound) {
        return underWay && nanoClock.getAsLong() - sentNanos > bound.toNanos();
    }

    private String lateness() {
        long millis = Duration.ofNanos(nanoClock.getAsLong() - sentNanos).toMillis();
        return missing.cardinality() == shards
                ? "nothing has come through the hub for " + millis + " ms"
                : "shards " + missing + " have been silent for " + millis + " ms";
    }
}
