package io.sluice.bench.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code table} command. Exit codes: 0, or 2 if a file cannot be read. */
@Command(
        name = "table",
        mixinStandardHelpOptions = true,
        description = "Sets results of the load command side by side; their labels are scenario/server/repetition.")
public final class TableCommand implements Callable<Integer> {
    private static final int UNREADABLE = 2;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--baseline",
            defaultValue = "floor",
            description = "server to divide by (default: ${DEFAULT-VALUE})")
    String baseline = "";

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "results as JSON")
    List<Path> files = List.of();

    @Override
    public Integer call() {
        CommandSpec command = spec;
        if (command == null) {
            throw new IllegalStateException("picocli has not set up this command");
        }
        List<RunSummary> runs = new ArrayList<>();
        for (Path file : files) {
            try {
                runs.add(RunSummary.of(ResultJson.read(file)));
            } catch (IOException e) {
                command.commandLine().getErr().println(file + ": " + e.getMessage());
                return UNREADABLE;
            }
        }
        PrintWriter out = command.commandLine().getOut();
        out.print(new Comparison(baseline, runs).table());
        out.flush();
        return 0;
    }
}
