package io.sluice.bench.load;

import io.sluice.bench.wire.Stamp;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Everything that shapes a run; written into its result unchanged.
 *
 * @param label free text that names the run in tables
 * @param subscribers connections in all, the stalled ones included
 * @param payloadBytes size of each message, at least {@value Stamp#BYTES}
 */
public record LoadSettings(
        String label, Target target, int subscribers, int payloadBytes, Pace pace, Timing timing, Stalled stalled) {

    private static final int MAX_PAYLOAD_BYTES = 16 << 20;

    /** @throws IllegalArgumentException naming the first setting that is out of range */
    public LoadSettings {
        require(subscribers > stalled.count, "there must be more subscribers than stalled ones");
        require(
                payloadBytes >= Stamp.BYTES && payloadBytes <= MAX_PAYLOAD_BYTES,
                "the payload must have " + Stamp.BYTES + " to " + MAX_PAYLOAD_BYTES + " bytes");
    }

    /** How many subscribers must see every message. */
    int audited() {
        return subscribers - stalled.count;
    }

    /** How subscribers receive. */
    public enum Surface {
        WEBSOCKET,
        SSE
    }

    /**
     * The gateway.
     *
     * @param url where subscribers connect
     * @param pushUrl where publications are posted
     * @param serverPid process whose CPU and memory are charged, if it runs on this machine
     */
    public record Target(
            String url,
            String pushUrl,
            Surface surface,
            @Nullable Long serverPid) {}

    /**
     * How fast to publish: exactly one of the first two is set.
     *
     * @param outstanding closed loop: so many publications at most are not yet received by all subscribers
     * @param perSecond open loop: publications are due at this rate, whatever the server does
     * @param pipelined so many requests at most are unanswered on the publisher's connection
     */
    public record Pace(
            @Nullable Integer outstanding, @Nullable Double perSecond, int pipelined) {
        /** @throws IllegalArgumentException unless exactly one of the two is set, and all are positive */
        public Pace {
            require((outstanding == null) != (perSecond == null), "give either a window or a rate");
            require(outstanding == null || outstanding > 0, "the window must be positive");
            require(
                    outstanding == null || outstanding <= Window.CAPACITY,
                    "the window must not be above " + Window.CAPACITY);
            require(perSecond == null || perSecond > 0, "the rate must be positive");
            require(pipelined > 0, "the pipeline must be positive");
        }
    }

    /**
     * The phases of a run.
     *
     * @param warmup load is on, nothing is counted
     * @param measured what the figures are about
     * @param drain the longest wait for what is still on its way
     */
    public record Timing(Duration warmup, Duration measured, Duration drain) {
        /** @throws IllegalArgumentException if the measured time is not positive or another is negative */
        public Timing {
            require(measured.isPositive(), "the duration must be positive");
            require(!warmup.isNegative() && !drain.isNegative(), "warm-up and drain must not be negative");
        }
    }

    /**
     * Subscribers that connect and then never read.
     *
     * @param receiveBufferBytes their SO_RCVBUF; 0 leaves it to the system
     */
    public record Stalled(int count, int receiveBufferBytes) {
        /** @throws IllegalArgumentException if one is negative */
        public Stalled {
            require(count >= 0 && receiveBufferBytes >= 0, "stalled and receive buffer must not be negative");
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
