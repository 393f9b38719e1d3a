package io.sluice.server.publisher;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.server.admin.Health;

/** {@code /healthz} and {@code /readyz}: open to balancers and supervisors without a key, under any name. */
final class HealthChecks {

    static final String LIVENESS = "/healthz";
    static final String READINESS = "/readyz";

    private final Health health;

    HealthChecks(Health health) {
        this.health = health;
    }

    static boolean isCheck(Exchange exchange) {
        return isCheck(exchange.target());
    }

    static boolean isCheck(Target target) {
        String path = target.path();
        return path.equals(LIVENESS) || path.equals(READINESS);
    }

    void liveness(Exchange exchange) {
        answer(exchange, health.liveness());
    }

    void readiness(Exchange exchange) {
        answer(exchange, health.readiness());
    }

    private static void answer(Exchange exchange, Health.Status found) {
        exchange.reply(Responses.json(
                found.ok() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE, json -> {
                    json.writeStartObject();
                    json.writeStringField("status", found.ok() ? "ok" : "failing");
                    json.writeStringField("detail", found.detail());
                    json.writeEndObject();
                }));
    }
}
