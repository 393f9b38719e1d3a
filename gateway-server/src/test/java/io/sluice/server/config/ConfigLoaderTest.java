package io.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void theFileOverridesTheDefaults() {
        assertThat(valid(file("client:\n  port: 9000\n").load()).client().port())
                .isEqualTo(9000);
    }

    @Test
    void theEnvironmentOverridesTheFile() {
        ConfigLoader loader =
                file("push:\n  max-payload: 1KiB\n").environment(Map.of("SLUICE_PUSH_MAX_PAYLOAD", "2KiB"));
        assertThat(valid(loader.load()).push().maxPayloadBytes()).isEqualTo(2048);
    }

    @Test
    void aSettingOverridesTheEnvironment() {
        ConfigLoader loader = ConfigLoader.withoutFile()
                .environment(Map.of("SLUICE_PUSH_MAX_PAYLOAD", "2KiB"))
                .settings(List.of("push.max-payload=3KiB"));
        assertThat(valid(loader.load()).push().maxPayloadBytes()).isEqualTo(3072);
    }

    @Test
    void theLaterOfTwoSettingsCounts() {
        assertThat(GatewayConfig.of("workers=1", "workers=2").workers()).isEqualTo(2);
    }

    @Test
    void aListMeansTheSameInEverySource() {
        List<OriginPattern> expected =
                List.of(OriginPattern.parse("https://a.example"), OriginPattern.parse("https://*.b.example"));
        for (String text :
                List.of("https://a.example, https://*.b.example", "[https://a.example, 'https://*.b.example']")) {
            assertThat(GatewayConfig.of("client.origins=" + text).client().origins())
                    .isEqualTo(expected);
        }
        String yaml = "client:\n  origins:\n    - https://a.example\n    - https://*.b.example\n";
        assertThat(valid(file(yaml).load()).client().origins()).isEqualTo(expected);
    }

    @Test
    void numbersMayHaveUnderscoresInEverySource() {
        assertThat(valid(file("limits: {topics: 1_500_000}").load()).limits().topics())
                .isEqualTo(1_500_000);
        assertThat(GatewayConfig.of("limits.topics=1_500_000").limits().topics())
                .isEqualTo(1_500_000);
    }

    @Test
    void allProblemsOfAllSourcesAreReportedAtOnceWithTheirOrigin() {
        ConfigLoader loader = file("client:\n  port: 70000\nretention:\n  age: 5\n")
                .environment(Map.of("SLUICE_WORKERS", "many"))
                .settings(List.of("no.such.thing=1", "transport=kqueue", "oops"));
        assertThat(problems(loader.load()))
                .containsExactlyInAnyOrder(
                        "no.such.thing (--set): unknown key; print-config --defaults lists all keys",
                        "--set number 3 has no key or no \"=\"; allowed: --set dotted.key=value",
                        "client.port (" + folder.resolve("gateway.yaml") + ":2): \"70000\" is out of range; "
                                + "allowed: 0 to 65535; 0 takes any free port",
                        "retention.age (" + folder.resolve("gateway.yaml")
                                + ":4): \"5\" is not a duration such as 500ms, "
                                + "10s, 5m, 1h, 1d or PT10S; allowed: a duration from 10ms to 3650d",
                        "workers (environment variable SLUICE_WORKERS): \"many\" is not a whole number; "
                                + "allowed: a whole number from 0 to 1024",
                        "transport (--set): \"kqueue\" is not known; allowed: one of auto, io_uring, epoll, nio");
    }

    @Test
    void everyWrongItemOfAListIsReported() {
        assertThat(problems(settings("client.trusted-proxies=10.0.0.0/33,10.0.0.0/8,nonsense")))
                .hasSize(2)
                .anyMatch(problem -> problem.contains("10.0.0.0/33"))
                .anyMatch(problem -> problem.contains("nonsense"));
    }

    @Test
    void aProxyHeaderNeedsAProxyThatMaySendIt() {
        assertThat(problems(settings("client.proxy-protocol=true")))
                .singleElement()
                .asString()
                .contains("client.proxy-protocol", "client.trusted-proxies");
    }

    @Test
    void anUnknownKeyGetsTheKeyThatWasProbablyMeant() {
        assertThat(problems(settings("push.max-paylod=1")))
                .singleElement()
                .asString()
                .endsWith("unknown key; did you mean push.max-payload?");
        assertThat(problems(settings("max-payload=1")))
                .singleElement()
                .asString()
                .endsWith("mean push.max-payload?");
    }

    @Test
    void aValueForAGroupOfKeysIsAProblem() {
        assertThat(problems(file("push: 8081").load()))
                .singleElement()
                .asString()
                .contains("push (", "is a group of keys");
    }

    @Test
    void unknownVariablesOnlyWarn() {
        ConfigResult result = ConfigLoader.withoutFile()
                .environment(Map.of("SLUICE_SERVICE_HOST", "10.0.0.1", "SLUICE_LOG_LEVEL", "debug", "HOME", "/"))
                .load();
        valid(result);
        assertThat(result.warnings()).containsExactly("environment variable SLUICE_SERVICE_HOST sets nothing");
    }

    @Test
    void aVariableThatKubernetesSetsForAServiceIsIgnored() {
        ConfigResult result = ConfigLoader.withoutFile()
                .environment(Map.of("SLUICE_PUSH_PORT", "tcp://10.0.0.1:8081"))
                .load();
        assertThat(valid(result).push().port()).isEqualTo(8081);
        assertThat(result.warnings()).singleElement().asString().contains("SLUICE_PUSH_PORT", "enableServiceLinks");
    }

    @Test
    void aBrokenRuleNamesBothKeysAndTheirOrigins() {
        assertThat(problems(settings("heartbeat.interval=1m")))
                .containsExactly("heartbeat.timeout (default): 30s is not longer than heartbeat.interval, which is 1m "
                        + "(--set); allowed: more than the interval");
        assertThat(problems(settings("delivery.low-watermark=1MiB")))
                .singleElement()
                .asString()
                .contains("high-watermark");
        assertThat(problems(settings("drain.window=2s")))
                .singleElement()
                .asString()
                .contains("drain.grace");
        assertThat(problems(settings("push.port=8080")))
                .singleElement()
                .asString()
                .contains("client.port");
    }

    @Test
    void aRuleAboutAValueThatIsWrongByItselfIsNotReportedToo() {
        assertThat(problems(settings("heartbeat.interval=1m", "heartbeat.timeout=soon")))
                .singleElement()
                .asString()
                .contains("\"soon\"");
    }

    @Test
    void bothPortsMayBeAnyFreePort() {
        assertThat(GatewayConfig.of("client.port=0", "push.port=0").push().port())
                .isZero();
    }

    @Test
    void settingsForEmbeddingThrowWithEveryProblem() {
        assertThatThrownBy(() -> GatewayConfig.of("no.such.thing=1", "client.port=abc"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("no.such.thing", "client.port");
    }

    private ConfigLoader file(String yaml) {
        try {
            return ConfigLoader.withFile(Files.writeString(folder.resolve("gateway.yaml"), yaml));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ConfigResult settings(String... settings) {
        return ConfigLoader.withoutFile().settings(List.of(settings)).load();
    }

    private static GatewayConfig valid(ConfigResult result) {
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) result).config();
    }

    private static List<String> problems(ConfigResult result) {
        assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
        return ((ConfigResult.Invalid) result).problems();
    }
}
