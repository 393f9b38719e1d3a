package io.sluice.bench.audit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code /metrics} of the push port. For one thread, which waits. */
public final class MetricsPage implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final HttpClient client;
    private final HttpRequest request;

    public MetricsPage(Target push) {
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
        request = HttpRequest.newBuilder(URI.create("http://" + push.authority() + "/metrics"))
                .timeout(PATIENCE)
                .build();
    }

    /** Values by name; null if there is no answer, which a busy moment may cause. */
    @Nullable
    public Map<String, Double> read() throws InterruptedException {
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == OK ? parse(answer.body()) : null;
        } catch (IOException e) {
            return null;
        }
    }

    public static Map<String, Double> parse(String page) {
        Map<String, Double> values = new HashMap<>();
        page.lines().filter(line -> !line.isBlank() && line.charAt(0) != '#').forEach(line -> {
            int space = line.lastIndexOf(' ');
            if (space > 0) {
                values.put(line.substring(0, space), number(line.substring(space + 1)));
            }
        });
        return values;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
