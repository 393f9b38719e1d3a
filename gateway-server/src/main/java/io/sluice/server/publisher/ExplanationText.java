package io.sluice.server.publisher;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.model.ConnectionAccount;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.Disconnect;
import io.sluice.model.Position;
import io.sluice.model.ToldGap;
import io.sluice.model.TopicAccount;
import io.sluice.server.explain.ExplainQuery;
import io.sluice.server.explain.Explanation;
import io.sluice.server.explain.Judgement;
import io.sluice.server.explain.RefusedHandshake;
import io.sluice.server.explain.TopicFacts;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes what became of publications. */
final class ExplanationText {

    private ExplanationText() {}

    static FullHttpResponse render(ExplainQuery asked, Explanation found) {
        return Responses.json(HttpResponseStatus.OK, json -> {
            json.writeStartObject();
            json.writeStringField(ExplainEndpoint.word(asked.by()), asked.name());
            json.writeArrayFieldStart("verdicts");
            for (Explanation.TopicVerdict verdict : found.verdicts()) {
                write(json, verdict);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("connections");
            for (Explanation.Connection connection : found.connections()) {
                write(json, connection);
            }
            json.writeEndArray();
            json.writeNumberField("more", found.more());
            json.writeArrayFieldStart("refused");
            for (Explanation.Refused refused : found.refused()) {
                write(json, refused);
            }
            json.writeEndArray();
            writeTime(json, "since", found.since());
            Listings.writeMissing(json, found.missing());
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, Explanation.TopicVerdict verdict) throws IOException {
        json.writeStartObject();
        json.writeStringField(
                "topic", verdict.topic() == null ? null : verdict.topic().value());
        Position publication = verdict.publication();
        if (publication != null) {
            json.writeStringField("epoch", publication.epochText());
            json.writeNumberField("offset", publication.offset());
        }
        TopicFacts facts = verdict.facts();
        if (facts != null) {
            writeTime(json, "publishedAt", facts.publishedAt());
            json.writeStringField("head", facts.head().toString());
            json.writeNumberField("first", facts.firstOffset());
        }
        write(json, verdict.judgement());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Judgement judgement) throws IOException {
        json.writeStringField("verdict", judgement.verdict().word());
        json.writeStringField("text", judgement.text());
    }

    private static void write(JsonGenerator json, Explanation.Connection connection) throws IOException {
        ConnectionAccount account = connection.account();
        ConnectionInfo info = account.info();
        json.writeStartObject();
        json.writeNumberField("id", info.id());
        json.writeStringField("node", connection.node());
        json.writeStringField("user", info.user());
        json.writeStringField("client", info.client());
        json.writeStringField("transport", info.transport());
        json.writeStringField("remoteAddress", info.remoteAddress());
        json.writeStringField("openedAt", info.openedAt().toString());
        json.writeStringField("state", account.state());
        Disconnect cause = account.cause();
        if (cause != null) {
            writeTime(json, "closedAt", account.closedAt());
            json.writeStringField("cause", cause.label());
            json.writeNumberField("code", cause.closeCode());
            json.writeStringField("reason", cause.reason());
        }
        json.writeNumberField("pendingBytes", account.pendingBytes());
        json.writeArrayFieldStart("topics");
        for (int i = 0; i < account.topics().size(); i++) {
            boolean confirms = !info.transport().equals("sse");
            write(json, account.topics().get(i), connection.judgements().get(i), confirms);
        }
        json.writeEndArray();
        json.writeNumberField("otherTopics", account.otherTopics());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, TopicAccount topic, Judgement judgement, boolean confirms)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("topic", topic.topic().value());
        write(json, judgement);
        json.writeStringField("epoch", topic.start().epochText());
        json.writeNumberField("start", topic.start().offset());
        if (topic.recovered() != null) {
            json.writeBooleanField("recovered", topic.recovered());
        }
        if (topic.reason() != null) {
            json.writeStringField("reason", topic.reason());
        }
        json.writeNumberField("written", topic.writtenOffset());
        if (confirms) {
            json.writeNumberField("confirmed", topic.confirmedOffset());
        }
        json.writeNumberField("behindMessages", topic.behindMessages());
        json.writeBooleanField("ended", topic.ended());
        json.writeArrayFieldStart("gaps");
        for (ToldGap gap : topic.gaps()) {
            json.writeStartObject();
            json.writeNumberField("from", gap.from());
            json.writeNumberField("to", gap.to());
            json.writeNumberField("skipped", gap.skipped());
            json.writeStringField("reason", gap.kind().name().toLowerCase(Locale.ROOT));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Explanation.Refused refused) throws IOException {
        RefusedHandshake handshake = refused.handshake();
        json.writeStartObject();
        json.writeStringField("at", handshake.at().toString());
        json.writeStringField("node", refused.node());
        json.writeStringField("remoteAddress", handshake.address());
        json.writeStringField("user", handshake.user());
        json.writeStringField("reason", handshake.reason());
        json.writeEndObject();
    }

    private static void writeTime(JsonGenerator json, String name, @Nullable Instant time) throws IOException {
        json.writeStringField(name, time == null ? null : time.toString());
    }
}
