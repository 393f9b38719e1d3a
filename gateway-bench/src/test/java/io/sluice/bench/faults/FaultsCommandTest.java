package io.sluice.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class FaultsCommandTest {
    private static final int NOT_CARRIED_OUT = 2;

    @TempDir
    private Path folder = Path.of(".");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... options) {
        return new CommandLine(new FaultsCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(options);
    }

    @ParameterizedTest
    @CsvSource({
        "--scenario, redis-eaten, is not one of redis-kill",
        "--gateways, 1, only 2 to 5",
        "--payload, 39, only 40 to 65536",
        "--rounds, 0, only 1 to 1000000"
    })
    void aWrongOptionIsNamedWithWhatIsAllowed(String option, String value, String message) {
        assertThat(execute("--jar", "sluice.jar", "--results", folder.toString(), option, value))
                .isEqualTo(NOT_CARRIED_OUT);
        assertThat(err.toString()).contains(option).contains(message);
    }

    @Test
    void theHelpNamesEveryScenario() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString())
                .contains(Scenario.all().stream().map(Scenario::name).toList());
    }

    @Test
    void aFindingIsInTextAndPage() throws Exception {
        FaultsResult result = new FaultsResult(
                new FaultsResult.Run("node-kill", "a promise", "2026-01-01T00:00:00Z", 12, 7, 3),
                new FaultsResult.Counts(
                        new Publications.Counts(5, 4, 1, 0, 1),
                        Map.of("504", 1L),
                        8,
                        new Tally.Summary(2, 3, 1, Map.of("end of stream", 1L), Map.of()),
                        new FleetStream.Told.Summary(1, 0, 0, 0, 0, 0),
                        0,
                        0,
                        900),
                List.of(new FaultsResult.Round("kill -9", 1000, 250, 40L)),
                Map.of("publications lost without a word", 2L),
                List.of("somebody on a: e:4 to 5"),
                new FaultsResult.Connects(
                        20,
                        18,
                        List.of(new FaultsResult.Curve("gateway-1", List.of(new FaultsResult.Sample(1, 4, 9))))));
        FaultsReport.write(List.of(result), folder.resolve("report.html"));

        assertThat(FaultsText.of(result))
                .contains("FOUND 2: publications lost without a word")
                .contains("e:4 to 5")
                .endsWith("FAILED\n");
        assertThat(folder.resolve("report.html"))
                .content()
                .contains("Faults: failed")
                .contains("e:4 to 5");
    }
}
