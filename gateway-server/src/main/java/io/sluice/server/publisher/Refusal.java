package io.sluice.server.publisher;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.server.http.Problem;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Everything that this port refuses. The name in small letters is the problem's code and the end of its metric's name. */
enum Refusal {
    MALFORMED_HTTP(HttpResponseStatus.BAD_REQUEST),
    INCOMPLETE(HttpResponseStatus.BAD_REQUEST),
    HOST_MISSING(HttpResponseStatus.BAD_REQUEST),
    BAD_QUERY(HttpResponseStatus.BAD_REQUEST),
    BAD_TOPIC(HttpResponseStatus.BAD_REQUEST),
    BAD_KEY(HttpResponseStatus.BAD_REQUEST),
    BAD_ID(HttpResponseStatus.BAD_REQUEST),
    BAD_LINE(HttpResponseStatus.BAD_REQUEST),
    NOT_UTF8(HttpResponseStatus.BAD_REQUEST),
    NOT_JSON(HttpResponseStatus.BAD_REQUEST),
    UNAUTHORIZED(HttpResponseStatus.UNAUTHORIZED),
    CERTIFICATE_MISSING(HttpResponseStatus.FORBIDDEN),
    FOREIGN_HOST(HttpResponseStatus.FORBIDDEN),
    FOREIGN_ORIGIN(HttpResponseStatus.FORBIDDEN),
    NOT_FOUND(HttpResponseStatus.NOT_FOUND),
    METHOD_NOT_ALLOWED(HttpResponseStatus.METHOD_NOT_ALLOWED),
    TIMEOUT(HttpResponseStatus.REQUEST_TIMEOUT),
    PAYLOAD_TOO_LARGE(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE),
    LINE_TOO_LONG(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE),
    TOO_MANY_LINES(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE),
    REQUEST_LINE_TOO_LONG(HttpResponseStatus.REQUEST_URI_TOO_LONG),
    UNKNOWN_EXPECTATION(HttpResponseStatus.EXPECTATION_FAILED),
    HEADERS_TOO_LARGE(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    MAILBOX_FULL(HttpResponseStatus.TOO_MANY_REQUESTS),
    SHARE_FULL(HttpResponseStatus.TOO_MANY_REQUESTS),
    BACKLOG(HttpResponseStatus.TOO_MANY_REQUESTS),
    READ_FAILED(HttpResponseStatus.INTERNAL_SERVER_ERROR),
    TOO_MANY_READS(HttpResponseStatus.SERVICE_UNAVAILABLE),
    TOO_MANY_CONNECTIONS(HttpResponseStatus.SERVICE_UNAVAILABLE),
    LOG_MEMORY(HttpResponseStatus.SERVICE_UNAVAILABLE),
    TOO_MANY_TOPICS(HttpResponseStatus.SERVICE_UNAVAILABLE),
    DRAINING(HttpResponseStatus.SERVICE_UNAVAILABLE),
    UNAVAILABLE(HttpResponseStatus.SERVICE_UNAVAILABLE),
    OUTCOME_UNKNOWN(HttpResponseStatus.GATEWAY_TIMEOUT);

    private final int status;
    private final String code;

    Refusal(HttpResponseStatus status) {
        this.status = status.code();
        this.code = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String code() {
        return code;
    }

    /** The answer, with a sentence of its own. */
    Problem problem(String detail) {
        return problem(detail, null);
    }

    /** The answer, with the time after which it is worth another try. */
    Problem problem(String detail, @Nullable Duration retryAfter) {
        return new Problem(HttpResponseStatus.valueOf(status), code, detail, retryAfter);
    }

    /** The answer to a publish that the engine did not take. */
    static Problem problem(PublishOutcome.Refused refused) {
        Refusal refusal = of(refused.reason());
        return refusal.problem(sentence(refused.reason()), refused.retryAfter());
    }

    static Refusal of(PublishOutcome.Reason reason) {
        return switch (reason) {
            case MAILBOX_FULL -> MAILBOX_FULL;
            case SHARE_FULL -> SHARE_FULL;
            case BACKLOG -> BACKLOG;
            case MEMORY -> LOG_MEMORY;
            case TOPICS -> TOO_MANY_TOPICS;
            case DRAINING -> DRAINING;
            case UNAVAILABLE -> UNAVAILABLE;
            case UNKNOWN -> OUTCOME_UNKNOWN;
        };
    }

    private static String sentence(PublishOutcome.Reason reason) {
        return switch (reason) {
            case MAILBOX_FULL -> "more publishes wait than hub.mailbox-commands and hub.mailbox-bytes allow";
            case SHARE_FULL -> "more publishes of this key wait than hub.mailbox-share allows";
            case BACKLOG -> "delivery of this topic is too far behind to take more without losing history";
            case MEMORY -> "the logs hold all the memory that memory.log-budget allows";
            case TOPICS -> "as many topics exist as limits.topics allows";
            case DRAINING -> "the gateway is shutting down";
            case UNAVAILABLE -> "the gateway cannot take publications at present";
            case UNKNOWN ->
                "it may have been published, and may not; sent again under the same Idempotency-Key it is published once";
        };
    }
}
