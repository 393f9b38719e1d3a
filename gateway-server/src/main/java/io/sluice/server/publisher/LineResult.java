package io.sluice.server.publisher;

import io.netty.buffer.ByteBuf;
import io.sluice.delivery.hub.PublishListener;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.model.TopicName;
import io.sluice.server.http.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a line of a batch is answered with. */
final class LineResult implements PublishListener {

    private final PushConnection connection;
    private final long number;
    private final List<TopicName> topics;
    private final @Nullable String trace;
    private final @Nullable Problem problem;
    private final long sinceNs = System.nanoTime();
    private volatile @Nullable PublishOutcome outcome;

    private LineResult(
            PushConnection connection,
            long number,
            List<TopicName> topics,
            @Nullable String trace,
            @Nullable Problem problem) {
        this.connection = connection;
        this.number = number;
        this.topics = topics;
        this.trace = trace;
        this.problem = problem;
    }

    static LineResult awaited(PushConnection connection, long number, List<TopicName> topics, @Nullable String trace) {
        return new LineResult(connection, number, topics, trace, null);
    }

    static LineResult refused(PushConnection connection, long number, Problem problem) {
        return new LineResult(connection, number, List.of(), null, problem);
    }

    @Override
    public void onOutcome(PublishOutcome found) {
        outcome = found;
        connection.signal();
    }

    boolean isReady() {
        return problem != null || outcome != null;
    }

    /** Writes the line, its break included. */
    void write(ByteBuf out, PushMetrics metrics) {
        PublishOutcome found = outcome;
        if (found != null) {
            Trace.log(trace, topics, found);
        }
        if (problem != null) {
            writeError(out, problem);
        } else {
            switch (found) {
                case null -> throw new IllegalStateException("line " + number + " has no outcome yet");
                case PublishOutcome.Accepted accepted -> {
                    metrics.onAccepted(sinceNs);
                    Positions.write(out, topics, accepted.positions(), accepted.replayed());
                }
                case PublishOutcome.Refused refused -> {
                    metrics.onRefused(Refusal.of(refused.reason()));
                    writeError(out, Refusal.problem(refused));
                }
            }
        }
        out.writeByte('\n');
    }

    private void writeError(ByteBuf out, Problem error) {
        Responses.writeJson(out, json -> {
            json.writeStartObject();
            json.writeNumberField("line", number);
            json.writeObjectFieldStart("error");
            json.writeNumberField("status", error.status().code());
            json.writeStringField("code", error.code());
            json.writeStringField("detail", error.detail());
            json.writeEndObject();
            json.writeEndObject();
        });
    }
}
