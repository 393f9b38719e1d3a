package io.sluice.bench.report.page;

import io.sluice.bench.html.HtmlPage;
import io.sluice.bench.report.ResultJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code report} command. Exit codes: 0, or 2 if a file cannot be read or the page not be written. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Makes one HTML page, with plots, of results of the load command; their labels are"
                + " scenario/server/repetition. The page needs no network.")
public final class ReportCommand implements Callable<Integer> {
    private static final int UNREADABLE = 2;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--output", defaultValue = "report.html", description = "the page (default: ${DEFAULT-VALUE})")
    Path output = Path.of("");

    @Option(names = "--title", defaultValue = "Load runs", description = "its heading (default: ${DEFAULT-VALUE})")
    String title = "";

    @Option(
            names = "--baseline",
            defaultValue = "floor",
            description = "server to divide by (default: ${DEFAULT-VALUE})")
    String baseline = "";

    @Option(names = "--machine", paramLabel = "FILE", description = "text about the machine, shown as it is")
    @Nullable
    Path machine;

    @Option(
            names = "--servers",
            paramLabel = "FILE",
            description = "what the servers are: a line each, name and settings with a tab between them")
    @Nullable
    Path servers;

    @Option(
            names = "--missing",
            paramLabel = "LABEL=REASON",
            description = "a run that left no result; shown among the failed ones")
    Map<String, String> missing = new LinkedHashMap<>();

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "results as JSON")
    List<Path> files = List.of();

    @Override
    public Integer call() {
        CommandSpec command = spec;
        if (command == null) {
            throw new IllegalStateException("picocli has not set up this command");
        }
        if (files.isEmpty() && missing.isEmpty()) {
            throw new ParameterException(command.commandLine(), "there is nothing to report: give results as FILE");
        }
        try {
            HtmlPage.write(output, title, page().sections());
        } catch (IOException e) {
            command.commandLine().getErr().println(e.getMessage());
            return UNREADABLE;
        }
        command.commandLine().getOut().println(output);
        return 0;
    }

    private ReportPage page() throws IOException {
        List<Run> runs = new ArrayList<>();
        for (Path file : files) {
            try {
                runs.add(Run.of(ResultJson.read(file)));
            } catch (IOException e) {
                throw new IOException(file + ": " + reason(e), e);
            }
        }
        List<List<String>> rows = new ArrayList<>();
        for (String line : lines(servers)) {
            String[] columns = line.split("\t", 2);
            if (columns.length != 2) {
                throw new IOException(servers + ": there is no tab between name and settings in: " + line);
            }
            rows.add(List.of(columns));
        }
        return new ReportPage(baseline, runs, missing, lines(machine), rows);
    }

    private static List<String> lines(@Nullable Path file) throws IOException {
        if (file == null) {
            return List.of();
        }
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new IOException(file + ": " + reason(e), e);
        }
    }

    /** The message of this one is nothing but the name. */
    private static @Nullable String reason(IOException e) {
        return e instanceof NoSuchFileException ? "no such file" : e.getMessage();
    }
}
