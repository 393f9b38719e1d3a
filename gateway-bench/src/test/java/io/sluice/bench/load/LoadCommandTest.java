package io.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.bench.load.TestHub.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class LoadCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aCleanRunExitsWithZeroAndWritesSettingsAndResults(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("result.json");
        try (TestHub hub = new TestHub(Fault.NONE)) {
            long pid = ProcessHandle.current().pid();
            int exitCode =
                    load(hub, "--rate", "100", "--label", "a/b/1", "--json", file.toString(), "--server-pid", "" + pid);

            assertThat(exitCode).isZero();
        }
        JsonNode json = new ObjectMapper().readTree(Files.readString(file));
        assertThat(json.at("/settings/label").asText()).isEqualTo("a/b/1");
        assertThat(json.at("/settings/pace/perSecond").asDouble()).isEqualTo(100);
        assertThat(json.at("/settings/timing/measured").asText()).isEqualTo("PT0.3S");
        assertThat(json.at("/settings/target/surface").asText()).isEqualTo("WEBSOCKET");
        assertThat(json.at("/passed").asBoolean()).isTrue();
        assertThat(out.toString()).contains("PASSED");
        assertThat(err.toString()).contains("deliveries/s");
    }

    @Test
    void aRunThatLosesAMessageExitsWithOne() {
        try (TestHub hub = new TestHub(Fault.DROP)) {
            assertThat(load(hub, "--rate", "100")).isEqualTo(1);
        }
        assertThat(out.toString()).contains("FAILED: lost: 1");
    }

    @Test
    void aServerThatIsNotThereExitsWithTwo() {
        TestHub hub = new TestHub(Fault.NONE);
        hub.close();

        assertThat(load(hub, "--rate", "100")).isEqualTo(2);
        assertThat(err.toString()).contains("refused");
    }

    @Test
    void addressesBeyondLoopbackExitWithTwo() {
        assertThat(execute("--url", "ws://192.0.2.1/", "--push-url", "http://127.0.0.1:1/", "--rate", "1"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("only loopback addresses are allowed");
    }

    @Test
    void windowAndRateExcludeEachOther() {
        try (TestHub hub = new TestHub(Fault.NONE)) {
            assertThat(load(hub, "--rate", "1", "--outstanding", "1")).isEqualTo(2);
            assertThat(load(hub)).isEqualTo(2);
        }
    }

    private int load(TestHub hub, String... more) {
        List<String> options = new ArrayList<>(List.of("--url", hub.url("ws", "/ws")));
        options.addAll(List.of("--push-url", hub.url("http", "/push"), "--subscribers", "3"));
        options.addAll(List.of("--warmup", "100ms", "--iterations", "2", "--duration", "150ms"));
        options.addAll(List.of(more));
        return execute(options.toArray(String[]::new));
    }

    private int execute(String... options) {
        return new CommandLine(new LoadCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(options);
    }
}
