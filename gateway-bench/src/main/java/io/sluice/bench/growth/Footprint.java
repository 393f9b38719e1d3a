package io.sluice.bench.growth;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * A line of the {@code footprint} command.
 *
 * @param history publications in each topic
 * @param gatewayHeapBytes without topics and subscribers
 * @param heapBytes of topics and subscribers
 * @param logBytes outside of the heap
 */
record Footprint(
        double topics,
        double subscribersEach,
        double history,
        double loops,
        double gatewayHeapBytes,
        double heapBytes,
        double logBytes) {

    /** @throws IOException if this is no such line */
    static Footprint of(JsonNode line) throws IOException {
        return new Footprint(
                number(line, "topics"),
                number(line, "subscribersEach"),
                number(line, "history"),
                number(line, "loops"),
                number(line, "gatewayHeapBytes"),
                number(line, "heapBytes"),
                number(line, "logBytes"));
    }

    private static double number(JsonNode line, String field) throws IOException {
        if (!line.path(field).isNumber()) {
            throw new IOException("a line of footprints has no number '" + field + "'");
        }
        return line.path(field).asDouble();
    }
}
