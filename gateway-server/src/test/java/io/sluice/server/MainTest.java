package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.server.config.GatewayConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    @TempDir
    private Path folder = Path.of(".");

    private final List<GatewayConfig> served = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void serveReportsAllProblemsAtOnceAndExits2() {
        assertThat(run("serve", "--set", "no.such.key=1", "--set", "client.port=abc"))
                .isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("sluice: no.such.key"))
                .anyMatch(line -> line.startsWith("sluice: client.port") && line.contains("\"abc\""));
        assertThat(served).isEmpty();
    }

    @Test
    void serveRefusesAnOpenPushPortWithoutAKey() {
        assertThat(run("serve", "--set", "push.host=0.0.0.0")).isEqualTo(2);
        assertThat(err.toString()).contains("push.keys").contains("push.host");
        assertThat(served).isEmpty();
    }

    @Test
    void serveHandsTheConfigurationOverAndExitsWithTheGatewaysCode() {
        assertThat(run(config -> 7, "serve", "--set", "client.port=9000")).isEqualTo(7);
    }

    @Test
    void serveReadsTheFileOfTheOption() throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), "client: {port: 9000}");
        assertThat(run("serve", "--config", file.toString())).isZero();
        assertThat(served)
                .singleElement()
                .satisfies(config -> assertThat(config.client().port()).isEqualTo(9000));
    }

    @Test
    void aMissingFileIsOneLineAndExits2() {
        String missing = folder.resolve("missing.yaml").toString();
        assertThat(run("serve", "--config", missing)).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly("sluice: " + missing + ": no such file");
    }

    @Test
    void aFailedStartIsOneLineAndExits1() {
        ToIntFunction<GatewayConfig> failing = config -> {
            throw new StartupException("port 8080 is in use");
        };
        assertThat(run(failing, "serve")).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly("sluice: port 8080 is in use");
    }

    @Test
    void checkConfigSaysThatTheConfigurationIsValid() {
        assertThat(run("check-config")).isZero();
        assertThat(out.toString().lines()).containsExactly("configuration is valid");
        assertThat(served).isEmpty();
    }

    @Test
    void checkConfigShowsTheRulesInEffect() {
        assertThat(run("check-config", "--set", "topics=[{match: chat.*, lag: {policy: skip}}]"))
                .isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "configuration is valid",
                        "topics:",
                        "  - {match: \"chat.*\", retention: {messages: 10000, bytes: 4MiB, age: 5m}, "
                                + "lag: {policy: skip, max-keys: 1000}, presence: false}");
    }

    @Test
    void checkConfigExits2WithTheProblems() {
        assertThat(run("check-config", "--set", "client.port=abc")).isEqualTo(2);
        assertThat(err.toString()).contains("client.port");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void printConfigShowsWhereAValueComesFromAndNoSecret() {
        assertThat(run("print-config", "--set", "push.keys=ci:hunter2", "--set", "workers=3"))
                .isZero();
        assertThat(out.toString())
                .contains("  keys: [{name: ci, key: \"***\"}]  # --set\n")
                .contains("workers: 3  # --set\n")
                .contains("  port: 8080\n")
                .doesNotContain("hunter2");
    }

    @Test
    void printConfigKnowsTheVariableThatSetAValue() {
        int exit = new Main(Map.of("SLUICE_WORKERS", "3"), config -> 0)
                .run(new PrintWriter(out), new PrintWriter(err, true), "print-config");
        assertThat(exit).isZero();
        assertThat(out.toString()).contains("workers: 3  # environment variable SLUICE_WORKERS\n");
    }

    @Test
    void withoutACommandTheUsageIsPrinted() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("Usage: sluice", "serve", "check-config", "print-config");
    }

    @Test
    void helpAndVersionExit0() {
        assertThat(run("--help")).isZero();
        assertThat(run("serve", "--help")).isZero();
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).contains("Usage: sluice", "--set", "sluice (not from a jar)");
    }

    @Test
    void aSettingWithoutItsOptionIsExplainedWithoutItsValue() {
        assertThat(run("serve", "push.keys=ci:hunter2")).isEqualTo(2);
        assertThat(err.toString()).contains("push.keys", "--set").doesNotContain("hunter2");
    }

    @Test
    void anUnknownCommandIsNoSetting() {
        assertThat(run("start")).isEqualTo(2);
        assertThat(err.toString()).contains("not understood: start").doesNotContain("--set");
    }

    @Test
    void anUnknownOptionExits2() {
        assertThat(run("serve", "--nonsense")).isEqualTo(2);
        assertThat(err.toString()).contains("--nonsense");
    }

    private int run(String... args) {
        return run(
                config -> {
                    served.add(config);
                    return 0;
                },
                args);
    }

    private int run(ToIntFunction<GatewayConfig> gateway, String... args) {
        return new Main(Map.of(), gateway).run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }
}
