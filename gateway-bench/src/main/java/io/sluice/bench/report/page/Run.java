package io.sluice.bench.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One result.
 *
 * @param scenario first part of the label
 * @param server second part
 * @param repetition third part
 */
record Run(String scenario, String server, String repetition, JsonNode json) {

    /** @throws IOException if this is no result, or its label does not have the form {@code scenario/server/repetition} */
    static Run of(JsonNode json) throws IOException {
        String[] label = json.at("/settings/label").asText().split("/", -1);
        if (label.length != 3 || !json.path("passed").isBoolean()) {
            throw new IOException(
                    "not a result of the load command with a label of the form scenario/server/repetition");
        }
        return new Run(label[0], label[1], label[2], json);
    }

    String label() {
        return String.join("/", scenario, server, repetition);
    }

    boolean passed() {
        return json.path("passed").asBoolean();
    }

    /** Why it does not count. */
    String failure() {
        List<String> reasons = new ArrayList<>();
        json.path("failures").forEach(reason -> reasons.add(reason.asText()));
        return reasons.isEmpty() ? "no reason given" : String.join("; ", reasons);
    }

    int subscribers() {
        return json.at("/settings/subscribers").asInt();
    }

    String limitedBy() {
        return json.path("limitedBy").asText();
    }

    /** NaN where the result has no such number. */
    double number(String pointer) {
        return number(json.at(pointer));
    }

    static double number(JsonNode node) {
        return node.isNumber() ? node.asDouble() : Double.NaN;
    }
}
