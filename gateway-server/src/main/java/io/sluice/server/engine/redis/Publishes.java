package io.sluice.server.engine.redis;

import io.netty.buffer.ByteBufUtil;
import io.sluice.delivery.hub.PublishCommand;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.delivery.hub.PublishOutcome.Accepted;
import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.delivery.hub.PublishOutcome.Refused;
import io.sluice.delivery.hub.TopicRules;
import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.server.engine.redis.RedisPort.PublishAnswer;
import io.sluice.server.engine.redis.RedisPort.PublishRequest;
import io.sluice.server.engine.redis.link.RedisFailure;
import io.sluice.server.warning.RateLimitedWarning;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publications on their way to Redis. Each has an id of its own; one whose outcome is not known is sent again under it until
 * it is, and answered as unknown when the time for that is over: never as if it were safe to send again. Any thread.
 */
final class Publishes {

    private static final Logger LOG = LoggerFactory.getLogger(Publishes.class);
    private static final RateLimitedWarning UNEXPECTED = RateLimitedWarning.unexpected(LOG);
    private static final byte[] NO_KEY = {};
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RedisPort redis;
    private final OwnerLoop loop;
    private final TopicRules rules;
    private final Window window;
    private final Patience settings;
    private final RedisMetrics metrics;
    private final String node = Long.toUnsignedString(new SecureRandom().nextLong(), 36);
    private final AtomicLong made = new AtomicLong();
    private final RateLimitedWarning refusals;

    /**
     * What publishes need to know.
     *
     * @param idWindow how long a publisher's own id is known
     * @param deadline after which a publication without an answer is answered as unknown
     */
    record Patience(Duration idWindow, Duration deadline) {}

    Publishes(
            RedisPort redis, OwnerLoop loop, TopicRules rules, Window window, Patience settings, RedisMetrics metrics) {
        this.redis = redis;
        this.loop = loop;
        this.rules = rules;
        this.window = window;
        this.settings = settings;
        this.metrics = metrics;
        this.refusals = new RateLimitedWarning(Duration.ofMinutes(1), loop::nanoTime, LOG::warn);
    }

    void publish(PublishCommand command) {
        int bytes = command.payload().readableBytes();
        String shard = redis.shardOf(command.topics().getFirst());
        Reason refusal = window.enter(bytes, shard);
        if (refusal != null) {
            command.payload().release();
            tell(command, new Refused(refusal, RETRY_AFTER));
            return;
        }
        byte[] payload = ByteBufUtil.getBytes(command.payload());
        command.payload().release();
        new Attempt(command, request(command, payload), shard).send();
    }

    private PublishRequest request(PublishCommand command, byte[] payload) {
        String recordId =
                RedisMessage.idWithTrace(node + '-' + Long.toString(made.incrementAndGet(), 36), command.traceParent());
        String key = command.key();
        // In any case for longer than it may be sent again under it.
        Duration known = settings.deadline().multipliedBy(3);
        if (command.id() != null && settings.idWindow().compareTo(known) > 0) {
            known = settings.idWindow();
        }
        return new PublishRequest(
                Names.idOf(command, recordId),
                known.toMillis(),
                recordId,
                command.kind().code(),
                key == null ? NO_KEY : key.getBytes(StandardCharsets.UTF_8),
                payload,
                command.topics(),
                command.topics().stream().map(rules::ruleFor).toList());
    }

    private static void tell(PublishCommand command, PublishOutcome outcome) {
        try {
            command.listener().onOutcome(outcome);
        } catch (RuntimeException e) {
            UNEXPECTED.warn("a publisher's listener failed", e);
        }
    }

    /** One publication, sent as often as it takes. */
    private final class Attempt {

        private final PublishCommand command;
        private final PublishRequest request;
        private final String shard;
        private final long sinceNanos = loop.nanoTime();
        private long pauseNanos = FIRST_PAUSE_NANOS;
        private boolean maybeDone;

        Attempt(PublishCommand command, PublishRequest request, String shard) {
            this.command = command;
            this.request = request;
            this.shard = shard;
        }

        void send() {
            long sentNanos = loop.nanoTime();
            redis.publish(request).whenComplete((answer, failure) -> {
                if (failure == null) {
                    metrics.recordRoundTrip(loop.nanoTime() - sentNanos);
                    accepted(answer);
                } else {
                    failed(failure);
                }
            });
        }

        private void accepted(PublishAnswer answer) {
            boolean replayed = !answer.recordId().equals(request.recordId());
            answer(new Accepted(answer.positions(), replayed));
        }

        private void failed(@Nullable Throwable thrown) {
            Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            if (!(cause instanceof RedisFailure failure)) {
                UNEXPECTED.warn("a publish failed for no known reason", cause);
                answer(new Refused(maybeDone ? Reason.UNKNOWN : Reason.UNAVAILABLE, RETRY_AFTER));
                return;
            }
            maybeDone |= failure.isMaybeDone();
            if (failure.isRefusal()) {
                refusals.warn("Redis refuses publishes: " + failure.getMessage());
            }
            boolean late = loop.nanoTime() - sinceNanos >= settings.deadline().toNanos();
            if ((maybeDone || failure.isMoving()) && !late) {
                metrics.repeated.inc();
                loop.schedule(this::send, pauseNanos);
                pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
            } else {
                answer(new Refused(maybeDone ? Reason.UNKNOWN : Reason.UNAVAILABLE, RETRY_AFTER));
            }
        }

        private void answer(PublishOutcome outcome) {
            window.leave(request.payload().length, shard);
            tell(command, outcome);
        }
    }
}
