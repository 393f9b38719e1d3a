package io.sluice.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SoakCommandTest {
    private static final int NOT_CARRIED_OUT = 2;

    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--url      | ws://192.0.2.1:80   | only loopback addresses are allowed",
                "--url      | ws://127.0.0.1      | not of the form ws://HOST:PORT",
                "--push-url | http://127.0.0.1:1/x| not of the form ws://HOST:PORT",
                "--duration | 5 minutes           | not a duration like 500ms, 45s, 10m or 24h",
                "--warmup   | 10s                 | only shorter than --duration",
                "--rate     | 4                   | only 5 to 1000",
                "--payload  | 39                  | only 40 to 65536",
                "--topics   | 0                   | only 1 to 60",
                "--stalled  | -1                  | only 0 to 1000",
                "--retention| 500ms               | only at least 1s"
            })
    void aWrongOptionIsNamedWithWhatIsAllowed(String option, String value, String message) {
        assertThat(execute(option, value)).isEqualTo(NOT_CARRIED_OUT);
        assertThat(err.toString()).contains(option).contains(message);
    }

    @Test
    void aProcessThatIsNotThereIsSaidBeforeAnyLoad() {
        assertThat(execute("--server-pid", "4194305")).isEqualTo(NOT_CARRIED_OUT);
        assertThat(err.toString()).contains("4194305");
    }

    private int execute(String option, String value) {
        List<String> arguments = new ArrayList<>(
                List.of("--url", "ws://127.0.0.1:1", "--push-url", "http://127.0.0.1:1", "--duration", "10s"));
        int known = arguments.indexOf(option);
        if (known >= 0) {
            arguments.set(known + 1, value);
        } else {
            arguments.addAll(List.of(option, value));
        }
        return new CommandLine(new SoakCommand())
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }
}
