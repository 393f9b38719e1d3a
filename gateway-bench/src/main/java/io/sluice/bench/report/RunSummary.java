package io.sluice.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a table needs of one result.
 *
 * @param scenario first part of the label
 * @param server second part
 * @param repetition third part
 * @param figures the JSON of the whole result
 */
record RunSummary(String scenario, String server, String repetition, boolean passed, JsonNode figures) {

    /** @throws IOException if this is no result, or its label does not have the form {@code scenario/server/repetition} */
    static RunSummary of(JsonNode result) throws IOException {
        String[] label = result.path("settings").path("label").asText().split("/", -1);
        if (label.length != 3) {
            throw new IOException("the label is not scenario/server/repetition: " + String.join("/", label));
        }
        return new RunSummary(
                label[0], label[1], label[2], result.path("passed").asBoolean(), result);
    }

    double deliveriesPerSecond() {
        return figures.path("throughput").path("deliveriesPerSecond").asDouble();
    }

    /** Null if nothing arrived. */
    @Nullable
    Double p99Micros() {
        return number(figures.path("throughput").path("latency").path("p99Micros"));
    }

    /** Null if it was not measured. */
    @Nullable
    Double cpuMicrosPerDelivery() {
        return number(figures.path("costs").path("serverCpuMicrosPerDelivery"));
    }

    /** Null if the server's memory was not measured. */
    @Nullable
    Double kibPerConnection() {
        return number(figures.path("costs").path("serverKiBPerConnection"));
    }

    /** Of those that came and went; null if none did. */
    @Nullable
    Double connectP99Micros() {
        return number(figures.path("connections").path("churn").path("latency").path("p99Micros"));
    }

    /** Whether the figures of interest are those of connections: none were delivered to, or some came and went. */
    boolean isAboutConnections() {
        return deliveriesPerSecond() == 0
                || figures.path("connections").path("churn").isObject();
    }

    /** That figure in each iteration that has it. */
    List<Double> iterations(String figure) {
        List<Double> found = new ArrayList<>();
        for (JsonNode iteration : figures.path("throughput").path("iterations")) {
            Double value = number(iteration.path(figure));
            if (value != null) {
                found.add(value);
            }
        }
        return found;
    }

    private static @Nullable Double number(JsonNode node) {
        return node.isNumber() ? node.asDouble() : null;
    }
}
