package io.sluice.server.publisher;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.model.TopicName;
import io.sluice.model.TraceParent;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** The trace that a publication belongs to (W3C Trace Context), and what is logged of it at debug. */
final class Trace {

    private static final AsciiString HEADER = AsciiString.cached("traceparent");
    private static final Logger LOG = LoggerFactory.getLogger("io.sluice.server.publisher.Publications");

    private Trace() {}

    /** What to pass on of a request; null where it has none. One that is none, or comes twice, is counted and ignored. */
    static @Nullable String of(HttpHeaders headers, PushMetrics metrics) {
        String given = headers.get(HEADER);
        if (given == null) {
            return null;
        }
        // Of two it is not known which.
        return checked(headers.getAll(HEADER).size() == 1 ? given : "", metrics);
    }

    /** The same of what a line names. */
    static @Nullable String checked(String given, PushMetrics metrics) {
        String traceParent = TraceParent.passOn(given);
        if (traceParent == null) {
            metrics.onTraceIgnored();
        }
        return traceParent;
    }

    /** Says at debug what became of a publication that belongs to a trace. */
    static void log(@Nullable String traceParent, List<TopicName> topics, PublishOutcome outcome) {
        if (traceParent == null || !LOG.isDebugEnabled()) {
            return;
        }
        LoggingEventBuilder line = LOG.atDebug()
                .addKeyValue("topic", joined(topics))
                .addKeyValue("trace_id", TraceParent.traceId(traceParent))
                .addKeyValue("traceparent", traceParent);
        switch (outcome) {
            case PublishOutcome.Accepted accepted ->
                line.addKeyValue("position", joined(accepted.positions()))
                        .log(accepted.replayed() ? "publication answered again" : "publication accepted");
            case PublishOutcome.Refused refused ->
                line.addKeyValue(
                                "cause",
                                refused.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .log("publication refused");
        }
    }

    /** As text: as JSON they would be objects. */
    private static String joined(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
