package io.sluice.server.subscriber.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long START = -5_000_000_000L;

    private long nowNanos = START;

    private int taken(TokenBucket bucket) {
        int taken = 0;
        while (bucket.take(nowNanos)) {
            taken++;
        }
        return taken;
    }

    @Test
    void twoSecondsWorthMayComeAtOnce() {
        assertThat(taken(new TokenBucket(50, nowNanos))).isEqualTo(100);
    }

    @Test
    void aSmallRateHasABurstOfTen() {
        assertThat(taken(new TokenBucket(1, nowNanos))).isEqualTo(10);
    }

    @Test
    void afterTheBurstTheRateCounts() {
        TokenBucket bucket = new TokenBucket(50, nowNanos);
        taken(bucket);
        nowNanos += TimeUnit.MILLISECONDS.toNanos(19);
        assertThat(taken(bucket)).isZero();
        nowNanos += TimeUnit.MILLISECONDS.toNanos(1);
        assertThat(taken(bucket)).isEqualTo(1);
        nowNanos += TimeUnit.SECONDS.toNanos(1);
        assertThat(taken(bucket)).isEqualTo(50);
    }

    @Test
    void whoIsQuietForLongSavesNoMoreThanTheBurst() {
        TokenBucket bucket = new TokenBucket(50, nowNanos);
        nowNanos += TimeUnit.DAYS.toNanos(1);
        assertThat(taken(bucket)).isEqualTo(100);
    }
}
