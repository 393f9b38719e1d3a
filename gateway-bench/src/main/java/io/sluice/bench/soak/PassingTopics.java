package io.sluice.bench.soak;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.sluice.bench.audit.Clients;
import io.sluice.bench.audit.Findings;
import io.sluice.bench.audit.Findings.Kind;
import io.sluice.bench.audit.PushConnection;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Topics that are created, given one message and abandoned, so that they have to expire. Belongs to the client loop. */
final class PassingTopics implements PushConnection.Owner {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int ACCEPTED = 202;

    private final SoakSettings.Traffic traffic;
    private final Clients clients;
    private final Findings findings;
    private final PushConnection connection;
    private long created;
    private boolean waiting;
    private boolean stopped;

    PassingTopics(SoakSettings settings, Clients clients, Findings findings) {
        this.traffic = settings.traffic();
        this.clients = clients;
        this.findings = findings;
        this.connection = new PushConnection(clients, settings.gateway().push(), this);
    }

    void create() {
        if (!stopped && traffic.passingPerSecond() > 0) {
            waiting = true;
            String name = "passing." + created;
            byte[] payload = ("the only message of " + name).getBytes(StandardCharsets.US_ASCII);
            connection.post(name, name, Unpooled.wrappedBuffer(payload));
        }
    }

    void stop() {
        stopped = true;
    }

    boolean isIdle() {
        return !waiting;
    }

    void close() {
        connection.close();
    }

    long created() {
        return created;
    }

    @Override
    public void onAnswer(FullHttpResponse answer) {
        waiting = false;
        created++;
        if (answer.status().code() != ACCEPTED) {
            findings.add(Kind.PUBLISH, 1, "passing." + created + ": answered " + answer.status());
        }
        long pause = (long) (NANOS_PER_SECOND / traffic.passingPerSecond());
        clients.loop().schedule(this::create, pause, TimeUnit.NANOSECONDS);
    }

    @Override
    public void onFailure(String what, boolean sent) {
        findings.add(Kind.PUBLISH, 1, "passing." + created + ": " + what);
    }
}
