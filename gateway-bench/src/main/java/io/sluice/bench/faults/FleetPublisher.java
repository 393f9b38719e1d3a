package io.sluice.bench.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.sluice.bench.audit.Clients;
import io.sluice.bench.audit.Findings;
import io.sluice.bench.audit.Findings.Kind;
import io.sluice.bench.audit.Payload;
import io.sluice.bench.audit.PushConnection;
import io.sluice.bench.audit.Target;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Publishes on one topic, one publication at a time. A persistent one sends what was refused or is unknown again, under the
 * same id and to the next gateway, until it is accepted; another one lets it be and goes on with the next. Belongs to the client
 * loop.
 */
final class FleetPublisher {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long RETRY_MILLIS = 250;
    private static final int ACCEPTED = 202;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final int UNKNOWN = 504;

    private final Ledger ledger;
    private final boolean persistent;
    private final Crew crew;
    private final List<PushConnection> gateways = new ArrayList<>();
    private int at;
    private long number;
    private boolean busy;
    private boolean stopped;
    private String epoch = "";
    private long offset;

    FleetPublisher(Ledger ledger, int firstGateway, boolean persistent, Crew crew) {
        this.ledger = ledger;
        this.persistent = persistent;
        this.crew = crew;
        this.at = firstGateway % crew.gateways().size();
        for (Target gateway : crew.gateways()) {
            gateways.add(new PushConnection(crew.clients(), gateway, new Answers(gateways.size())));
        }
    }

    /**
     * What publishers share.
     *
     * @param refusals by status, or by what the connection said
     */
    record Crew(
            Clients clients,
            List<Target> gateways,
            Findings findings,
            Pace pace,
            boolean epochMayChange,
            Map<String, Long> refusals,
            LongSupplier clockNanos) {}

    /**
     * How much is published.
     *
     * @param run names this run in the ids
     * @param everyMillis from an answer to the next publication
     */
    record Pace(long run, long everyMillis, int payloadBytes) {}

    /** Begins, and goes on until it is stopped. */
    void start() {
        stopped = false;
        publishNext();
    }

    /** One more, of one that has been stopped. */
    void publishOne() {
        begin();
    }

    /** Begins no more; a persistent one still sees the last one through. */
    void stop() {
        stopped = true;
    }

    boolean isIdle() {
        return !busy;
    }

    boolean isPersistent() {
        return persistent;
    }

    Ledger ledger() {
        return ledger;
    }

    void close() {
        gateways.forEach(PushConnection::close);
    }

    private void publishNext() {
        if (!stopped) {
            begin();
        }
    }

    private void begin() {
        number = ledger.publications().begin();
        busy = true;
        send();
    }

    private void send() {
        byte[] payload = Payload.of(
                crew.pace().payloadBytes(),
                ledger.topic(),
                number,
                crew.clockNanos().getAsLong());
        gateways.get(at).post(ledger.topic(), crew.pace().run() + ":" + number, Unpooled.wrappedBuffer(payload));
    }

    private void done() {
        busy = false;
        crew.clients().after(crew.pace().everyMillis(), this::publishNext);
    }

    private void again() {
        if (persistent) {
            at = (at + 1) % gateways.size();
            crew.clients().after(RETRY_MILLIS, this::send);
        } else {
            done();
        }
    }

    private void answered(FullHttpResponse answer) {
        int status = answer.status().code();
        if (status == ACCEPTED) {
            accepted(answer.content().toString(StandardCharsets.UTF_8));
            done();
            return;
        }
        crew.refusals().merge(Integer.toString(status), 1L, Long::sum);
        if (status == UNKNOWN) {
            ledger.publications().unknown(number);
        } else {
            ledger.publications().refused(number);
            boolean documented = (status == TOO_MANY || status == UNAVAILABLE)
                    && answer.headers().contains(HttpHeaderNames.RETRY_AFTER);
            if (!documented) {
                find("answered " + answer.status() + " and Retry-After "
                        + answer.headers().get(HttpHeaderNames.RETRY_AFTER));
            }
        }
        again();
    }

    private void accepted(String text) {
        try {
            JsonNode position = JSON.readTree(text);
            String answeredEpoch = position.path("epoch").asText();
            long answeredOffset = position.path("offset").asLong();
            ledger.publications().accepted(number);
            ledger.accepted(number, answeredEpoch, answeredOffset);
            if (!crew.epochMayChange() && answeredEpoch.equals(epoch) && answeredOffset <= offset) {
                find("accepted at " + answeredOffset + ", the one before it at " + offset);
            }
            epoch = answeredEpoch;
            offset = answeredOffset;
        } catch (JsonProcessingException e) {
            crew.findings().add(Kind.PROTOCOL, 1, ledger.topic() + ": accepted with " + text);
        }
    }

    private void find(String what) {
        crew.findings().add(Kind.PUBLISH, 1, ledger.topic() + ", publication " + number + ": " + what);
    }

    /** What one gateway says. */
    private final class Answers implements PushConnection.Owner {
        private final int gateway;

        Answers(int gateway) {
            this.gateway = gateway;
        }

        @Override
        public void onAnswer(FullHttpResponse answer) {
            answered(answer);
        }

        @Override
        public void onFailure(String what, boolean sent) {
            gateways.get(gateway).abandon();
            crew.refusals().merge(sent ? "broken" : "not connected", 1L, Long::sum);
            if (sent) {
                ledger.publications().unknown(number);
            } else {
                ledger.publications().refused(number);
            }
            if (what.startsWith("no answer")) {
                find(what);
            }
            again();
        }
    }
}
