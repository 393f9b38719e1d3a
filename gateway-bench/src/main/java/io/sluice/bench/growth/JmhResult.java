package io.sluice.bench.growth;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.bench.html.Series.Point;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One benchmark with one set of parameters, as JMH's JSON tells it.
 *
 * @param collector of garbage, as the JVM's options name it; empty if they do not
 * @param nanos of an operation, on average
 * @param lowNanos of the fastest iteration
 * @param highNanos of the slowest iteration
 * @param allocatedBytes by an operation; not a number where nobody looked
 */
record JmhResult(
        Map<String, String> params,
        String collector,
        double nanos,
        double lowNanos,
        double highNanos,
        double allocatedBytes) {

    private static final String UNIT = "ns/op";
    private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use(\\w+GC)");

    /** @throws IOException if this is no result of JMH, or its unit is another one */
    static List<JmhResult> of(JsonNode file) throws IOException {
        List<JmhResult> results = new ArrayList<>();
        for (JsonNode one : file) {
            results.add(ofOne(one));
        }
        return results;
    }

    private static JmhResult ofOne(JsonNode one) throws IOException {
        JsonNode time = one.path("primaryMetric");
        if (!time.path("scoreUnit").asText().equals(UNIT)) {
            throw new IOException(
                    "the unit of a score is '" + time.path("scoreUnit").asText() + "'; allowed: " + UNIT);
        }
        Map<String, String> params = new HashMap<>();
        one.path("params")
                .properties()
                .forEach(param -> params.put(param.getKey(), param.getValue().asText()));
        double low = time.path("score").asDouble();
        double high = low;
        for (JsonNode fork : time.path("rawData")) {
            for (JsonNode iteration : fork) {
                low = Math.min(low, iteration.asDouble());
                high = Math.max(high, iteration.asDouble());
            }
        }
        return new JmhResult(
                Map.copyOf(params),
                collector(one.path("jvmArgs")),
                time.path("score").asDouble(),
                low,
                high,
                one.path("secondaryMetrics")
                        .path("gc.alloc.rate.norm")
                        .path("score")
                        .asDouble(Double.NaN));
    }

    private static String collector(JsonNode jvmArgs) {
        String collector = "";
        for (JsonNode argument : jvmArgs) {
            Matcher matcher = COLLECTOR.matcher(argument.asText());
            collector = matcher.matches() ? matcher.group(1) : collector;
        }
        return collector;
    }

    boolean has(String param, String value) {
        return value.equals(params.get(param));
    }

    /** Its time over one of its parameters. */
    Point timeOver(String param) {
        return new Point(number(param), nanos, lowNanos, highNanos);
    }

    /** What it allocates over one of its parameters. */
    Point allocationOver(String param) {
        return Point.of(number(param), allocatedBytes);
    }

    double number(String param) {
        String value = params.get(param);
        return value == null ? Double.NaN : Double.parseDouble(value);
    }
}
