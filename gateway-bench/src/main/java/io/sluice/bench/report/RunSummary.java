package io.sluice.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a table needs of one result.
 *
 * @param scenario first part of the label
 * @param server second part
 * @param repetition third part
 * @param p99Micros null if nothing arrived
 * @param cpuMicrosPerDelivery null if it was not measured
 */
record RunSummary(
        String scenario,
        String server,
        String repetition,
        boolean passed,
        double deliveriesPerSecond,
        @Nullable Double p99Micros,
        @Nullable Double cpuMicrosPerDelivery) {

    /** @throws IOException if this is no result, or its label does not have the form {@code scenario/server/repetition} */
    static RunSummary of(JsonNode result) throws IOException {
        String[] label = result.path("settings").path("label").asText().split("/", -1);
        if (label.length != 3) {
            throw new IOException("the label is not scenario/server/repetition: " + String.join("/", label));
        }
        return new RunSummary(
                label[0],
                label[1],
                label[2],
                result.path("passed").asBoolean(),
                result.path("throughput").path("deliveriesPerSecond").asDouble(),
                number(result.path("throughput").path("latency").path("p99Micros")),
                number(result.path("costs").path("serverCpuMicrosPerDelivery")));
    }

    private static @Nullable Double number(JsonNode node) {
        return node.isNumber() ? node.asDouble() : null;
    }
}
