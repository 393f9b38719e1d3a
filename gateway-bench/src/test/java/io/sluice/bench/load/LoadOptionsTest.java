package io.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Options that cannot be meant are refused with the name of the option and what is allowed. */
class LoadOptionsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rate 1 --topics 5 | --topics needs {topic} or {topics:SEPARATOR} in --url",
                "--rate 1 --topics 5 --url ws://127.0.0.1:1/{topic} | --topics needs {topic} in --push-url",
                "--rate 1 --topics 5 --url ws://127.0.0.1:1/{topic} --push-url ws://127.0.0.1:1/{topic}"
                        + " | --topics needs {topic} in --push-message",
                "--rate 1 --topics-per-subscriber 2 | --topics-per-subscriber needs {topics:SEPARATOR} in --url",
                "--rate 1 --topics 2 --topics-per-subscriber 3 --url ws://127.0.0.1:1/{topics:,}"
                        + " --push-url http://127.0.0.1:1/{topic} | not more than --topics",
                "--outstanding 4 --topics 5 --url ws://127.0.0.1:1/{topic} --push-url http://127.0.0.1:1/{topic}"
                        + " | --outstanding is for one topic",
                "--rate 1 --churn some | --churn must be a number or max",
                "--rate 1 --churn -5 | --churn must be 1 to 1000000",
                "--rate 1 --churn max --stay 1s | --stay cannot be with --churn max",
                "--rate 1 --stay 1s | --stay is for those of --churn",
                "--rate 1 --churn 5 --ramp-subscribers 1..5/1s | exclude each other",
                "--rate 1 --ramp-subscribers 1..5/1m | --ramp-subscribers takes longer",
                "--rate 1 --ramp-subscribers 5..1/1s | --ramp-subscribers must rise",
                "--ramp 1..5 | is not a ramp like 100..5000/30s",
                "--ramp 1..5/60s | --ramp takes longer",
                "--ramp 1..0/1s | --ramp must end at a rate above 0",
                "--rate 1 --ramp 1..5/1s | mutually exclusive",
                "--rate 1 --subscribers 0 | --subscribers must be more than --stalled",
                "--rate 1 --connecting 0 | --connecting must be 1 to 4096",
                "--rate 1 --iterations 0 | --iterations must be 1 to 1000",
                "--rate 1 --push-message hello | --push-message must contain {payload}",
                "--rate 1 --push-unanswered | need a --push-url with ws://",
                "--rate 1 --churn 1000000 --stay 1m | --churn times --stay",
                "--rate 1 --subscribers 1000000 | --subscribers must not be more than 900000",
                "--rate Infinity | --rate must be 0 to 100000000",
                "--rate -1 | --rate must be 0 to 100000000"
            })
    void whatCannotBeMeantIsRefused(String options, String message) {
        assertThat(errorOf(options)).contains(message);
    }

    private static String errorOf(String options) {
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(options.split(" ", -1)));
        if (!all.contains("--url")) {
            all.addAll(List.of("--url", "ws://127.0.0.1:1/"));
        }
        if (!all.contains("--push-url")) {
            all.addAll(List.of("--push-url", "http://127.0.0.1:1/"));
        }
        int exitCode = new CommandLine(new LoadCommand())
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        assertThat(exitCode).isEqualTo(2);
        return err.toString();
    }
}
