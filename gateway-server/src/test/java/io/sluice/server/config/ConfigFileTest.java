package io.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void anEmptyFileMeansTheDefaults() {
        assertThat(valid(file("").load())).isEqualTo(GatewayConfig.of());
    }

    @Test
    void aFileOfCommentsAndEmptySectionsMeansTheDefaults() {
        assertThat(valid(file("# nothing\nclient:\n  # port: 1\npush:\n").load()))
                .isEqualTo(GatewayConfig.of());
    }

    @Test
    void aKeyWithoutAValueIsAProblem() {
        assertThat(problems(file("client:\n  port:\n").load()))
                .singleElement()
                .asString()
                .contains("client.port", "has no value");
    }

    @Test
    void aListOrGroupWhereAScalarBelongsIsAProblem() {
        assertThat(problems(file("client: {port: [1], host: {a: b}}").load()))
                .anyMatch(problem -> problem.contains("client.port") && problem.contains("is a list"))
                .anyMatch(problem -> problem.contains("client.host") && problem.contains("is a group of keys"));
    }

    @Test
    void duplicateKeysAreReportedWithLineAndColumn() {
        assertThat(problems(file("client:\n  port: 1\n  host: localhost\n  port: 2\n")
                        .load()))
                .singleElement()
                .asString()
                .endsWith("gateway.yaml:4:3: duplicate key \"client.port\", first given in line 2");
    }

    @Test
    void aSyntaxErrorIsReportedWithLineAndColumnAndWithoutTheTextAroundIt() {
        assertThat(problems(file("push:\n  keys: [ci:hunter2\n  port: 1\n").load()))
                .first()
                .asString()
                .matches(".*gateway\\.yaml:[0-9]+:[0-9]+: YAML syntax: .*")
                .doesNotContain("hunter2")
                .doesNotContain("\n");
    }

    @Test
    void aliasesAndFurtherDocumentsAreRefused() {
        assertThat(problems(file("client:\n  host: &a localhost\npush:\n  host: *a\n")
                        .load()))
                .anyMatch(problem -> problem.contains("aliases"));
        assertThat(problems(file("workers: 1\n---\nworkers: 2\n").load()))
                .singleElement()
                .asString()
                .contains("second document");
    }

    @Test
    void aFileThatIsNoGroupOfKeysIsRefused() {
        assertThat(problems(file("- a\n- b\n").load()))
                .singleElement()
                .asString()
                .contains("expected keys");
    }

    @Test
    void aMissingFileOrADirectoryIsOneLine() {
        Path missing = folder.resolve("missing.yaml");
        assertThat(problems(ConfigLoader.withFile(missing).load())).containsExactly(missing + ": no such file");
        assertThat(problems(ConfigLoader.withFile(folder).load()))
                .containsExactly(folder + ": cannot be read, it is a directory");
    }

    @Test
    void aFileThatIsNotTextIsOneLine() throws IOException {
        Path binary = Files.write(folder.resolve("gateway.yaml"), new byte[] {(byte) 0xff, 0, 1});
        assertThat(problems(ConfigLoader.withFile(binary).load())).containsExactly(binary + ": not UTF-8 text");
    }

    private ConfigLoader file(String yaml) {
        try {
            return ConfigLoader.withFile(Files.writeString(folder.resolve("gateway.yaml"), yaml));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
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
