package io.sluice.bench.soak;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.sluice.bench.audit.Clients;
import io.sluice.bench.audit.Findings;
import io.sluice.bench.audit.Findings.Kind;
import io.sluice.bench.audit.Payload;
import io.sluice.bench.audit.PushConnection;
import io.sluice.bench.audit.TopicAccount;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Publishes on one topic at a steady rate, one publication at a time: the next goes out when the last is answered, so that
 * each knows the offset it is going to have and carries it. What was not answered goes out again under the same id. Belongs
 * to the client loop.
 */
final class Publisher implements PushConnection.Owner {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int ACCEPTED = 202;
    private static final double NANOS_PER_SECOND = 1e9;

    private final TopicAccount account;
    private final SoakSettings.Traffic traffic;
    private final int payloadBytes;
    private final Clients clients;
    private final Findings findings;
    private final LongSupplier clockNanos;
    private final PushConnection connection;
    private final Map<Integer, Long> refusals = new TreeMap<>();
    private long dueNanos;
    private boolean waiting;
    private boolean stopped;

    Publisher(
            TopicAccount account,
            SoakSettings settings,
            int payloadBytes,
            Clients clients,
            Findings findings,
            LongSupplier clockNanos) {
        this.account = account;
        this.traffic = settings.traffic();
        this.payloadBytes = payloadBytes;
        this.clients = clients;
        this.findings = findings;
        this.clockNanos = clockNanos;
        this.connection = new PushConnection(clients, settings.gateway().push(), this);
    }

    void start() {
        dueNanos = clockNanos.getAsLong();
        publish();
    }

    /** Sends no more; what is under way is still answered. */
    void stop() {
        stopped = true;
    }

    boolean isIdle() {
        return !waiting;
    }

    void close() {
        connection.close();
    }

    /** How many publishes were refused, by status. */
    Map<Integer, Long> refusals() {
        return refusals;
    }

    private void publish() {
        if (stopped) {
            return;
        }
        long offset = account.last() + 1;
        byte[] payload = Payload.of(payloadBytes, account.topic(), offset, clockNanos.getAsLong());
        waiting = true;
        connection.post(
                account.topic(), account.topic() + ":" + offset + ":" + dueNanos, Unpooled.wrappedBuffer(payload));
    }

    @Override
    public void onAnswer(FullHttpResponse answer) {
        waiting = false;
        int status = answer.status().code();
        if (status == ACCEPTED) {
            accepted(answer.content().toString(StandardCharsets.UTF_8));
        } else {
            refusals.merge(status, 1L, Long::sum);
            if (status != 429 && status != 503) {
                findings.add(Kind.PUBLISH, 1, account.topic() + ": answered " + status);
            }
        }
        next();
    }

    private void accepted(String text) {
        try {
            JsonNode position = JSON.readTree(text);
            account.accepted(
                    position.path("epoch").asText(), position.path("offset").asLong());
        } catch (JsonProcessingException e) {
            findings.add(Kind.PROTOCOL, 1, account.topic() + ": accepted with " + text);
        }
    }

    @Override
    public void onFailure(String what, boolean sent) {
        findings.add(Kind.PUBLISH, 1, account.topic() + ": " + what);
    }

    /** A rate that was missed is not made up for: a burst would hide the silence before it. */
    private void next() {
        long now = clockNanos.getAsLong();
        dueNanos = Math.max(now, dueNanos + (long) (NANOS_PER_SECOND / traffic.perSecond()));
        clients.loop().schedule(this::publish, dueNanos - now, TimeUnit.NANOSECONDS);
    }
}
