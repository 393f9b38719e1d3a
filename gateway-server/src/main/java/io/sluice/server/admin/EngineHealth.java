package io.sluice.server.admin;

import io.sluice.engine.EngineCanary;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Health of an engine outside of this process. While nothing comes back through it for longer than the grace, the gateway is
 * not ready: it still serves those whom it has. It is alive all the same, a restart would help nobody. {@link #tick()} is
 * called a few times a second, always by the same thread.
 */
public final class EngineHealth {

    private static final long AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final EngineCanary canary;
    private final Duration grace;
    private final LongSupplier nanoClock;
    private volatile boolean underWay;
    private volatile long returnedNanos;
    private long sentNanos;

    /** Healthy until the grace is over. */
    public EngineHealth(EngineCanary canary, Duration grace, LongSupplier nanoClock) {
        this.canary = canary;
        this.grace = grace;
        this.nanoClock = nanoClock;
        this.returnedNanos = nanoClock.getAsLong();
    }

    /** Sends the next canary, if the last one came back or was lost. */
    public void tick() {
        long now = nanoClock.getAsLong();
        if (!underWay || now - sentNanos >= AGAIN_NANOS) {
            underWay = true;
            sentNanos = now;
            canary.send(this::onReturned);
        }
    }

    private void onReturned() {
        returnedNanos = nanoClock.getAsLong();
        underWay = false;
    }

    /** Whether publications come through; any thread. */
    public Health.Status readiness() {
        long silentNanos = nanoClock.getAsLong() - returnedNanos;
        return silentNanos <= grace.toNanos()
                ? new Health.Status(true, "ready")
                : new Health.Status(
                        false,
                        "nothing has come back through the engine for "
                                + Duration.ofNanos(silentNanos).toMillis() + " ms");
    }
}
