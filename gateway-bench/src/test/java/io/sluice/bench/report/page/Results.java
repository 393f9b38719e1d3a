package io.sluice.bench.report.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Results as the load runner writes them. */
final class Results {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Results() {}

    /** One that passed. */
    static ObjectNode passed(String label, int subscribers, double deliveriesPerSecond) {
        ObjectNode result = json("""
                {"settings": {
                   "target": {"url": "ws://127.0.0.1:1/", "surface": "WEBSOCKET", "serverPid": 7},
                   "payloadBytes": 128,
                   "pace": {"outstanding": 8, "perSecond": null, "pipelined": 256},
                   "timing": {"warmup": "PT8S", "measured": "PT6S", "drain": "PT10S"},
                   "stalled": {"count": 0, "receiveBufferBytes": 0}},
                 "failures": [], "passed": true, "limitedBy": "the server",
                 "throughput": {"seconds": 6.0, "publicationsPerSecond": 10.0, "latency": {
                   "p50Micros": 1000.0, "p90Micros": 2000.0, "p99Micros": 3000.0, "p999Micros": 4000.0, "maxMicros": 5000.0}},
                 "costs": {"serverCpuMicrosPerDelivery": 2.5, "serverKiBPerConnection": 8.5, "serverPeakMiB": 200}}
                """);
        result.withObject("/settings").put("label", label).put("subscribers", subscribers);
        result.withObject("/throughput").put("deliveriesPerSecond", deliveriesPerSecond);
        return result;
    }

    /** One that does not count. */
    static ObjectNode failed(String label, double deliveriesPerSecond, String reason) {
        ObjectNode result = passed(label, 1000, deliveriesPerSecond);
        result.put("passed", false).withArray("failures").add(reason);
        return result;
    }

    static ObjectNode json(String text) {
        try {
            return (ObjectNode) MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Run run(ObjectNode result) {
        try {
            return Run.of(result);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
