package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway at debug writes into its log, as text and as JSON. */
class LoggingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SECRET = "hush-9f2c";

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @TempDir
    private Path folder = Path.of(".");

    private final ObjectMapper json = new ObjectMapper();
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void jsonLinesSayWhoWasConnectedAndWhyItEnded() throws Exception {
        serveAndPutSecretsThroughIt("json");
        List<JsonNode> lines = new ArrayList<>();
        for (String line : log().lines().toList()) {
            lines.add(json.readTree(line));
        }
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.path("@timestamp").asText()).endsWith("Z");
            assertThat(line.path("level").asText()).isNotEmpty();
            assertThat(line.path("message").asText()).isNotEmpty();
        });
        assertThat(lines)
                .filteredOn(line -> line.has("traceparent"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.path("message").asText()).isEqualTo("publication accepted");
                    assertThat(line.path("topic").asText()).isEqualTo("a");
                    assertThat(line.path("position").asText()).endsWith(":1");
                    assertThat(line.path("trace_id").asText()).isEqualTo(TRACE.substring(3, 35));
                    assertThat(line.path("traceparent").asText()).isEqualTo(TRACE);
                });
        List<JsonNode> closed = lines.stream()
                .filter(line -> line.path("message").asText().equals("connection closed"))
                .toList();
        assertThat(closed).hasSize(3).allSatisfy(line -> {
            assertThat(line.path("level").asText()).isEqualTo("DEBUG");
            assertThat(line.path("connection").isIntegralNumber()).isTrue();
            assertThat(line.path("address").asText()).isEqualTo("127.0.0.1");
            assertThat(line.path("millis").isIntegralNumber()).isTrue();
        });
        assertThat(closed)
                .extracting(line -> line.path("surface").asText() + " "
                        + line.path("user").asText("-") + " "
                        + line.path("cause").asText())
                .containsExactlyInAnyOrder("websocket - unsupported", "json - client-closed", "sse ann client-closed");
        assertThat(log()).doesNotContain(SECRET);
    }

    @Test
    void textLinesSayTheSame() throws Exception {
        serveAndPutSecretsThroughIt("text");
        assertThat(log().lines().filter(line -> line.contains("connection closed")))
                .hasSize(3)
                .anyMatch(line -> line.matches(
                        "\\S+ DEBUG Connections connection closed connection=\"\\d+\" surface=\"sse\" address=\"127.0.0.1\""
                                + " user=\"ann\" millis=\"\\d+\" cause=\"client-closed\""));
        assertThat(log().lines()).noneMatch(line -> line.endsWith(" "));
        assertThat(log()).doesNotContain(SECRET);
    }

    @Test
    void aFormatThatIsNoneEndsTheStart() throws Exception {
        Process process = serve("xml");
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(log()).contains("SLUICE_LOG_FORMAT: allowed: text, json");
    }

    /** Keys, payloads, ids, cookies and what is wrong with all of them: none of it may be in the log. */
    private void serveAndPutSecretsThroughIt(String format) throws Exception {
        Process process = serve(format);
        int clientPort = awaitPort("subscribers:");
        int pushPort = awaitPort("publishers:");
        try (WsClient webSocket = WsClient.open(clientPort, "/ws?topic=a", 0, "Cookie: session=" + SECRET + "\r\n");
                JsonClient talking = JsonClient.open(clientPort, "/ws?topic=a", 0);
                SseClient stream = SseClient.open(
                        clientPort, "/sse?topic=a", "X-User: ann", "Authorization: Bearer " + SECRET + "-token");
                PushClient publisher = new PushClient(pushPort)) {
            String key = "Authorization: Bearer " + SECRET;
            publisher.post("/api/push?topic=a", SECRET, key, "Idempotency-Key: " + SECRET, "traceparent: " + TRACE);
            assertThat(publisher.answer().status()).isEqualTo(202);
            publisher.post("/api/push?topic=a", "{\"" + SECRET, key, "Content-Type: application/json");
            assertThat(publisher.answer().status()).isEqualTo(400);
            publisher.post("/api/push?topic=a", SECRET, key + "-wrong");
            assertThat(publisher.answer().status()).isEqualTo(401);
            publisher.post(
                    "/api/batch", "{\"" + SECRET + "\":1}\n{\"topic\":\"a\",\"text\":\"" + SECRET + "\"}\n", key);
            assertThat(publisher.chunkedBody()).contains("\"status\":400", "\"offset\":2");
            assertThat(webSocket.nextText()).isEqualTo(SECRET);
            assertThat(webSocket.nextText()).isEqualTo(SECRET);
            webSocket.send(WsClient.FIN | WsClient.TEXT, SECRET.getBytes(StandardCharsets.US_ASCII));
            webSocket.assertClosedWith(1003);
            assertThat(List.of(stream.nextData(), stream.nextData())).containsOnly(SECRET);
            talking.next("subscribed");
            assertThat(List.of(talking.nextMessage("a"), talking.nextMessage("a")))
                    .containsOnly(SECRET);
            talking.send("{\"type\":\"" + SECRET + "\",\"id\":1}");
            talking.next("error");
            talking.send("{" + SECRET);
            talking.next("error");
            talking.socket.sendClose(1000);
            assertThat(talking.socket.nextAnsweringPings().closeCode()).isEqualTo(1000);
        }
        Eventually.await(
                this::log,
                () -> log().lines()
                                .filter(line -> line.contains("connection closed"))
                                .count()
                        == 3,
                PATIENCE);
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private Process serve(String format) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "io.sluice.server.Main",
                "serve"));
        for (String setting : List.of(
                "client.host=127.0.0.1",
                "client.port=0",
                "push.port=0",
                "start.warm-up=0s",
                "drain.grace=0s",
                "client.trusted-proxies=127.0.0.1",
                "client.user-header=X-User")) {
            command.add("--set");
            command.add(setting);
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out().toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("SLUICE_"));
        builder.environment()
                .putAll(Map.of(
                        "SLUICE_LOG_FORMAT",
                        format,
                        "SLUICE_LOG_LEVEL",
                        "debug",
                        "SLUICE_PUSH_KEYS",
                        "shop:" + SECRET));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private int awaitPort(String word) {
        Pattern address = Pattern.compile(word + "\\s+http://[^:]+:(\\d+)/");
        Eventually.await(this::log, () -> address.matcher(log()).find(), PATIENCE);
        Matcher matcher = address.matcher(log());
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    private Path out() {
        return folder.resolve("out");
    }

    private String log() {
        try {
            return Files.readString(out());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
