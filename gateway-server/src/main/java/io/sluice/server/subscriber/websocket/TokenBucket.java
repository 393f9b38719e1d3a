package io.sluice.server.subscriber.websocket;

import java.util.concurrent.TimeUnit;

/** A bound on an average: so many a second, and some at once for those who were quiet before. */
final class TokenBucket {

    private static final int BURST_SECONDS = 2;
    private static final int MIN_BURST = 10;

    private final double perNano;
    private final double burst;
    private double tokens;
    private long lastNanos;

    /**
     * A full bucket.
     *
     * @param nowNanos the time now on the clock that {@link #take} is asked with
     */
    TokenBucket(int perSecond, long nowNanos) {
        this.perNano = (double) perSecond / TimeUnit.SECONDS.toNanos(1);
        this.burst = Math.max(MIN_BURST, BURST_SECONDS * perSecond);
        this.tokens = burst;
        this.lastNanos = nowNanos;
    }

    /** Whether one more is within the bound. */
    boolean take(long nowNanos) {
        tokens = Math.min(burst, tokens + (nowNanos - lastNanos) * perNano);
        lastNanos = nowNanos;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
