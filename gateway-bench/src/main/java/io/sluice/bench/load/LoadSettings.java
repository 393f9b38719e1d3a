package io.sluice.bench.load;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sluice.bench.wire.Stamp;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Everything that shapes a run; written into its result unchanged.
 *
 * @param label free text that names the run in tables
 * @param subscribers connections at the start, the stalled ones included, those that come and go not
 * @param payloadBytes size of each message, at least {@value Stamp#BYTES}
 */
public record LoadSettings(
        String label,
        Target target,
        int subscribers,
        int payloadBytes,
        Pace pace,
        Timing timing,
        @JsonUnwrapped Mix mix) {

    private static final int MAX_PAYLOAD_BYTES = 16 << 20;
    private static final Duration LONGEST = Duration.ofDays(2);
    private static final int MAX_RATE = 100_000_000;
    /** Of a kind; together they still fit the addresses 127.0.0.2 to 127.0.0.254, 8,000 of them on each. */
    private static final int MAX_CONNECTIONS = 900_000;

    /** @throws IllegalArgumentException naming the first setting that is out of range */
    public LoadSettings {
        int stalled = mix.stalled.count;
        boolean nobodyStays = subscribers == 0 && stalled == 0 && mix.churn != null;
        require(subscribers <= MAX_CONNECTIONS, "--subscribers must not be more than " + MAX_CONNECTIONS);
        require(nobodyStays || subscribers > stalled, "--subscribers must be more than --stalled, or 0 with --churn");
        require(
                payloadBytes >= Stamp.BYTES && payloadBytes <= MAX_PAYLOAD_BYTES,
                "--payload must be " + Stamp.BYTES + " to " + MAX_PAYLOAD_BYTES + " bytes");
        require(
                mix.topics.count == 1 || pace.outstanding == null,
                "--outstanding is for one topic: a window over many has no order in which it could be completed;"
                        + " give --rate or --ramp with --topics");
        require(subscribers > 0 || pace.outstanding == null, "--outstanding needs subscribers that stay");
        require(pace.isIdle() || target.pushUrl != null, "--push-url is missing; only --rate 0 goes without");
        Growth growth = mix.growth;
        require(
                growth == null || growth.to > subscribers,
                "--ramp-subscribers must rise, from " + subscribers + " to more");
        require(
                growth == null || growth.over.compareTo(timing.measured()) <= 0,
                "--ramp-subscribers takes longer than all iterations together");
        require(
                pace.ramp == null || pace.ramp.over.compareTo(timing.measured()) <= 0,
                "--ramp takes longer than all iterations together; give more --iterations or a longer --duration");
    }

    /** How many subscribers must see every message. */
    int audited() {
        return subscribers - mix.stalled.count;
    }

    /** How subscribers receive; DEFLATE is WebSocket with permessage-deflate. */
    public enum Surface {
        WEBSOCKET,
        DEFLATE,
        SSE
    }

    /**
     * The gateway.
     *
     * @param url where subscribers connect; {@link UrlTemplate} says what may stand in it
     * @param pushUrl where publications go, null if there are none; over WebSocket if it begins with {@code ws:}
     * @param serverPid process whose CPU and memory are charged, if it runs on this machine
     */
    public record Target(
            String url,
            @Nullable String pushUrl,
            Surface surface,
            @Nullable Long serverPid,
            Envelope envelope) {}

    /**
     * What is put around a payload, and what comes back.
     *
     * @param message the body, or the WebSocket message; {@link PublicationTemplate} says what may stand in it
     * @param accepts how an answer over WebSocket begins that means yes; empty if any does
     * @param subprotocol asked for when publishing over WebSocket; empty for none
     * @param unanswered nothing comes back over WebSocket: what was sent counts as accepted
     */
    public record Envelope(String message, String accepts, String subprotocol, boolean unanswered) {
        static final Envelope NONE = new Envelope("{payload}", "", "", false);

        /** @throws IllegalArgumentException if there is no payload, or the answer cannot be told */
        public Envelope {
            require(message.contains("{payload}"), "--push-message must contain {payload}");
            require(
                    accepts.length() <= Stamp.BYTES,
                    "--push-accepts may have " + Stamp.BYTES + " characters, the first ones of an answer");
            require(accepts.isEmpty() || !unanswered, "--push-accepts and --push-unanswered exclude each other");
        }
    }

    /**
     * How fast to publish: exactly one of the first three is set.
     *
     * @param outstanding closed loop: so many publications at most are not yet received by all subscribers
     * @param perSecond open loop: publications are due at this rate, whatever the server does; 0 for none at all
     * @param ramp open loop whose rate changes while it is measured
     * @param pipelined so many publications at most are unanswered on the publisher's connection
     */
    public record Pace(
            @Nullable Integer outstanding,
            @Nullable Double perSecond,
            @Nullable Ramp ramp,
            int pipelined) {
        /** @throws IllegalArgumentException unless exactly one of the three is set, and all are in range */
        public Pace {
            int given = (outstanding == null ? 0 : 1) + (perSecond == null ? 0 : 1) + (ramp == null ? 0 : 1);
            require(given == 1, "give one of --outstanding, --rate and --ramp");
            require(
                    outstanding == null || (outstanding > 0 && outstanding <= Window.CAPACITY),
                    "--outstanding must be 1 to " + Window.CAPACITY);
            require(perSecond == null || (perSecond >= 0 && perSecond <= MAX_RATE), "--rate must be 0 to " + MAX_RATE);
            require(pipelined > 0, "--pipelined must be positive");
        }

        @JsonProperty("idle")
        boolean isIdle() {
            return perSecond != null && perSecond == 0;
        }
    }

    /** From one rate to another in a straight line, from the start of the measured phase on. */
    public record Ramp(double fromPerSecond, double toPerSecond, Duration over) {
        /** @throws IllegalArgumentException if it goes nowhere */
        public Ramp {
            require(fromPerSecond >= 0 && toPerSecond > 0, "--ramp must end at a rate above 0");
            require(Math.max(fromPerSecond, toPerSecond) <= MAX_RATE, "--ramp must not go above " + MAX_RATE);
            require(over.isPositive(), "--ramp must take some time");
        }
    }

    /**
     * The phases of a run.
     *
     * @param warmup load is on, nothing is counted
     * @param iterations how many parts the measured phase has
     * @param iteration how long one of them is
     * @param drain the longest wait for what is still on its way
     */
    public record Timing(Duration warmup, int iterations, Duration iteration, Duration drain) {
        /** @throws IllegalArgumentException if one is out of range */
        public Timing {
            require(iterations >= 1 && iterations <= 1000, "--iterations must be 1 to 1000");
            require(iteration.isPositive(), "--duration must be positive");
            require(!warmup.isNegative() && !drain.isNegative(), "--warmup and --drain must not be negative");
            require(
                    warmup.plus(iteration.multipliedBy(iterations)).compareTo(LONGEST) <= 0,
                    "--warmup and all iterations together must not take more than 48 h");
        }

        /** All iterations together. */
        @JsonProperty("measured")
        Duration measured() {
            return iteration.multipliedBy(iterations);
        }
    }

    /**
     * What makes subscribers differ from each other.
     *
     * @param connecting handshakes in flight at most
     */
    public record Mix(
            Stalled stalled,
            TopicSpread topics,
            @Nullable Churn churn,
            @Nullable Growth growth,
            int connecting) {
        /** One topic, and everybody reads and stays. */
        static final Mix PLAIN = new Mix(new Stalled(0, 0), new TopicSpread(1, 1), null, null, 64);

        /** @throws IllegalArgumentException if one is out of range */
        public Mix {
            require(connecting >= 1 && connecting <= 4096, "--connecting must be 1 to 4096");
            require(churn == null || growth == null, "--churn and --ramp-subscribers exclude each other");
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
            require(count >= 0 && receiveBufferBytes >= 0, "--stalled and --receive-buffer must not be negative");
        }
    }

    /**
     * How many topics there are; {@link Topics} says who has which.
     *
     * @param perSubscriber how many of them each subscriber has
     */
    public record TopicSpread(int count, int perSubscriber) {
        /** @throws IllegalArgumentException if a subscriber had more topics than there are */
        public TopicSpread {
            require(count >= 1 && count <= 10_000_000, "--topics must be 1 to 10000000");
            require(
                    perSubscriber >= 1 && perSubscriber <= Math.min(count, 64),
                    "--topics-per-subscriber must be 1 to 64, and not more than --topics");
        }
    }

    /**
     * Subscribers that come and go besides those that stay.
     *
     * @param perSecond how many come a second; null for as many as can
     * @param stay how long each stays
     */
    public record Churn(@Nullable Double perSecond, Duration stay) {
        /** @throws IllegalArgumentException if one is out of range */
        public Churn {
            require(perSecond == null || (perSecond > 0 && perSecond <= 1_000_000), "--churn must be 1 to 1000000");
            require(!stay.isNegative(), "--stay must not be negative");
            require(
                    perSecond == null || perSecond * stay.toMillis() / 1e3 <= MAX_CONNECTIONS / 1.5,
                    "--churn times --stay must not be more than 600000 connections");
        }
    }

    /** Subscribers that come one after the other while it is measured, and stay. */
    public record Growth(int to, Duration over) {
        /** @throws IllegalArgumentException if it takes no time */
        public Growth {
            require(over.isPositive(), "--ramp-subscribers must take some time");
            require(to <= MAX_CONNECTIONS, "--ramp-subscribers must not end above " + MAX_CONNECTIONS);
        }
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
