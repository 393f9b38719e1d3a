package io.sluice.bench.growth;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * A run of the load runner over real sockets. What it could not measure is not a number.
 *
 * @param scenario first part of its label
 * @param cpuMicros of the server, user and system, for each delivery
 * @param kibPerConnection growth of the server's resident memory while the subscribers connected
 */
record SocketRun(
        String scenario,
        double subscribers,
        double cpuMicros,
        double p99Micros,
        double kibPerConnection,
        boolean passed) {

    /** @throws IOException if this is no result of the load runner */
    static SocketRun of(JsonNode result) throws IOException {
        JsonNode settings = result.path("settings");
        String label = settings.path("label").asText();
        if (label.isEmpty() || !settings.path("subscribers").isNumber()) {
            throw new IOException("a result of the load runner has settings with a label and a number of subscribers");
        }
        JsonNode costs = result.path("costs");
        return new SocketRun(
                label.split("/", -1)[0],
                settings.path("subscribers").asDouble(),
                costs.path("serverCpuMicrosPerDelivery").asDouble(Double.NaN),
                result.path("throughput").path("latency").path("p99Micros").asDouble(Double.NaN),
                costs.path("serverKiBPerConnection").asDouble(Double.NaN),
                result.path("passed").asBoolean());
    }
}
