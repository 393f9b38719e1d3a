package io.sluice.bench.growth;

import io.sluice.bench.html.HtmlPage;
import io.sluice.bench.html.Section;
import io.sluice.bench.html.Section.Group;
import io.sluice.bench.html.Section.Plot;
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

/** The {@code growth} command. Exit codes: 0, or 2 if there is nothing to show or a file cannot be read or written. */
@Command(
        name = "growth",
        mixinStandardHelpOptions = true,
        description = "Shows what scripts/growth measured: tables here, plots in an HTML file.")
public final class GrowthCommand implements Callable<Integer> {
    private static final int FAILED = 2;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--html", required = true, paramLabel = "FILE", description = "the page to write")
    @Nullable
    Path html;

    @Parameters(
            paramLabel = "FOLDER",
            description = "with a folder for each part: subscribers, topics, history, loops, sockets")
    @Nullable
    Path folder;

    private interface Drawing {
        List<Plot> of(PartFolder folder) throws IOException;
    }

    private record Part(String name, String title, Drawing drawing) {}

    private static final List<Part> PARTS = List.of(
            new Part("subscribers", "Against subscribers", Parts::subscribers),
            new Part("topics", "Against topics", Parts::topics),
            new Part("history", "Against history", Parts::history),
            new Part("loops", "Against client loops", Parts::loops),
            new Part("sockets", "Against subscribers, over sockets", Parts::sockets));

    @Override
    public Integer call() {
        CommandSpec command = spec;
        Path from = folder;
        Path to = html;
        if (command == null || from == null || to == null) {
            throw new IllegalStateException("picocli has not set up this command");
        }
        PrintWriter out = command.commandLine().getOut();
        try {
            List<Section> sections = new ArrayList<>();
            for (Part part : PARTS) {
                PartFolder files = new PartFolder(from.resolve(part.name()));
                if (files.exists()) {
                    sections.add(show(part, files, out));
                }
            }
            out.flush();
            if (sections.isEmpty()) {
                throw new IOException("no part was measured there");
            }
            HtmlPage.write(to, "How Sluice grows", sections);
            return 0;
        } catch (IOException e) {
            command.commandLine().getErr().println(from + ": " + e.getMessage());
            return FAILED;
        }
    }

    private static Group show(Part part, PartFolder files, PrintWriter out) throws IOException {
        List<Section> plots = new ArrayList<>();
        out.println("== " + part.title());
        for (Plot plot : part.drawing().of(files)) {
            if (!plot.series().isEmpty()) {
                plots.add(plot);
                out.println(PlotText.of(plot));
            }
        }
        return new Group(part.title(), String.join(" · ", files.about()), plots);
    }
}
