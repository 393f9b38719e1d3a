package io.sluice.bench.load;

import io.sluice.bench.report.LoadResult;
import io.sluice.bench.report.ResultJson;
import io.sluice.bench.report.ResultText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code load} command. Exit codes: 0 passed, 1 the run does not count, 2 it could not be carried out. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Puts load on a push gateway on this machine and accounts for every message.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every accepted message arrived everywhere, once, in order",
            "1:one did not, or the load was not what was asked for",
            "2:the run could not be carried out"
        })
public final class LoadCommand implements Callable<Integer> {
    private static final int PASSED = 0;
    private static final int FAILED = 1;
    private static final int NOT_CARRIED_OUT = 2;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    SubscriberOptions subscribing = new SubscriberOptions();

    @Mixin
    PublisherOptions publishing = new PublisherOptions();

    @Mixin
    TimingOptions timing = new TimingOptions();

    @Option(names = "--server-pid", description = "process whose CPU and memory are charged")
    @Nullable
    Long serverPid;

    @Option(names = "--label", defaultValue = "", description = "names the run in tables")
    String label = "";

    @Option(names = "--json", description = "file for the result")
    @Nullable
    Path json;

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec command = spec;
        if (command == null) {
            throw new IllegalStateException("picocli has not set up this command");
        }
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        LoadSettings settings = settings(command);
        try {
            LoadResult result = new LoadRun(settings, line -> {
                        err.println(line);
                        err.flush();
                    })
                    .run();
            out.print(ResultText.of(result));
            out.flush();
            if (json != null) {
                ResultJson.write(result, json);
            }
            return result.passed() ? PASSED : FAILED;
        } catch (LoadException | IOException e) {
            err.println(e.getMessage());
            err.flush();
            return NOT_CARRIED_OUT;
        }
    }

    private LoadSettings settings(CommandSpec command) {
        try {
            LoadSettings.Surface surface = subscribing.surface();
            LoadSettings.Mix mix = subscribing.mix();
            Topics topics = Topics.of(mix.topics());
            Endpoint.parseAll(new UrlTemplate(subscribing.url).of(topics, 0));
            String pushUrl = publishing.pushUrl;
            if (pushUrl != null) {
                Endpoint.parsePlain(new UrlTemplate(pushUrl).of(topics, 0));
            }
            return new LoadSettings(
                    label,
                    new LoadSettings.Target(
                            subscribing.url,
                            pushUrl,
                            surface,
                            serverPid,
                            publishing.envelope(mix.topics().count())),
                    subscribing.subscribers(),
                    publishing.payloadBytes,
                    publishing.pace(),
                    timing.timing(),
                    mix);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
