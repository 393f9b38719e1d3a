package io.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushKeysTest {

    private static final List<PushKey> TWO =
            List.of(new PushKey("ci", new Secret("hunter2")), new PushKey("ops", new Secret("a:b=c")));

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void keysMayBeTextWithCommas() {
        assertThat(keys("ci:hunter2,ops:a:b=c")).isEqualTo(TWO);
    }

    @Test
    void keysMayBeAListOfNamesAndKeys() {
        assertThat(keys("[{name: ci, key: hunter2}, {name: ops, key: 'a:b=c'}]"))
                .isEqualTo(TWO);
    }

    @Test
    void aKeyOfDigitsKeepsItsText() {
        assertThat(keys("[{name: ci, key: 007_1}]")).containsExactly(new PushKey("ci", new Secret("007_1")));
    }

    @Test
    void keysMayStandInAFileBesideTheConfiguration() throws IOException {
        Files.writeString(folder.resolve("keys"), "# publishers\nci:hunter2\n\nops:a:b=c\n");
        Path yaml = Files.writeString(folder.resolve("gateway.yaml"), "push: {keys: ./keys}");
        assertThat(ConfigLoader.withFile(yaml).load())
                .isInstanceOfSatisfying(
                        ConfigResult.Valid.class,
                        valid -> assertThat(valid.config().push().keys()).isEqualTo(TWO));
    }

    @Test
    void aFileWithoutAKeyIsAProblem() throws IOException {
        Path empty = Files.writeString(folder.resolve("keys"), "# later\n");
        assertThat(problems("push.keys=" + empty)).singleElement().asString().contains("file without a key");
    }

    @Test
    void everyWrongLineOfAFileIsReportedByItsNumber() throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), "hunter2\nci:ok\nb c:hunter2\n");
        assertThat(problems("push.keys=" + file))
                .hasSize(2)
                .anyMatch(problem -> problem.contains("line 1"))
                .anyMatch(problem -> problem.contains("line 3"))
                .noneMatch(problem -> problem.contains("hunter2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "/hunter2",
                "ci:ok,hunter2",
                "a b:hunter2",
                "ci:hunter2 ü",
                "ci:hunter2,ci:hunter2x",
                "ci:hunter2,ops:hunter2",
                "[{name: ci, kee: hunter2}]",
                "[{name: ci, key: [hunter2]}]",
                "[{name: ci, key: hunter2}",
                "[ci:hunter2, \"x]",
                "[{name: ci, key: ***}] hunter2",
            })
    void noProblemShowsASecret(String keys) {
        assertThat(problems("push.keys=" + keys))
                .isNotEmpty()
                .allMatch(problem -> problem.startsWith("push.keys (--set): "))
                .noneMatch(problem -> problem.contains("hunter2"));
    }

    @Test
    void aMisspeltKeyDoesNotShowItsValue() {
        assertThat(problems("push.kyes=ci:hunter2"))
                .singleElement()
                .asString()
                .contains("push.keys")
                .doesNotContain("hunter2");
    }

    @Test
    void thePlaceholderOfPrintedConfigurationsIsNoSecret() {
        assertThat(problems("push.keys=ci:***")).singleElement().asString().contains("placeholder");
    }

    @Test
    void anOpenPushPortWithoutAKeyIsAProblemThatNamesTheKeysToSet() {
        for (String host : List.of("0.0.0.0", "::", "192.0.2.1", "gateway.example.com")) {
            assertThat(problems("push.host=" + host)).singleElement().asString().contains("push.host", "push.keys");
        }
    }

    @Test
    void anOpenPushPortWithAKeyIsValid() {
        assertThat(GatewayConfig.of("push.host=0.0.0.0", "push.keys=ci:hunter2")
                        .push()
                        .isLoopback())
                .isFalse();
    }

    @Test
    void aLoopbackPushPortNeedsNoKey() {
        for (String host : List.of("127.0.0.1", "127.8.8.8", "::1", "localhost", "LOCALHOST")) {
            assertThat(GatewayConfig.of("push.host=" + host).push().isLoopback())
                    .isTrue();
        }
    }

    @Test
    void aSecretMatchesItselfOnlyAndPrintsNothing() {
        Secret secret = new Secret("hunter2");
        assertThat(secret.matches("hunter2")).isTrue();
        assertThat(secret.matches("hunter")).isFalse();
        assertThat(secret.matches("hunter22")).isFalse();
        assertThat(secret).hasToString("***");
    }

    @Test
    void aConfigurationPrintsNoSecret() {
        assertThat(GatewayConfig.of("push.keys=ci:hunter2").toString())
                .contains("ci")
                .doesNotContain("hunter2");
    }

    private static List<PushKey> keys(String text) {
        return GatewayConfig.of("push.keys=" + text).push().keys();
    }

    private static List<String> problems(String setting) {
        ConfigResult result =
                ConfigLoader.withoutFile().settings(List.of(setting)).load();
        assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
        return ((ConfigResult.Invalid) result).problems();
    }
}
