package io.sluice.bench.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * The {@code jmh} command: hands everything behind its name to JMH, {@code -h} included. The exit code is JMH's: 0 even where a
 * benchmark failed, unless {@code -foe true} is among the options.
 */
@Command(
        name = "jmh",
        description =
                "Measures pieces of the gateway with JMH, whose options follow; jmh -h lists them, jmh -l the benchmarks.")
public final class JmhCommand implements Runnable {

    @Unmatched
    List<String> arguments = new ArrayList<>();

    /** What is handed to JMH, in order. */
    List<String> arguments() {
        return arguments;
    }

    @Override
    public void run() {
        try {
            org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
