package io.sluice.bench.load;

import io.sluice.bench.report.LoadResult;
import io.sluice.bench.report.ResultJson;
import io.sluice.bench.report.ResultText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
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

    @Option(names = "--url", required = true, description = "where subscribers connect, loopback only")
    String url = "";

    @Option(names = "--push-url", required = true, description = "where publications are posted, loopback only")
    String pushUrl = "";

    @Option(names = "--sse", description = "subscribe to Server-Sent Events instead of WebSocket")
    boolean sse;

    @Option(names = "--subscribers", defaultValue = "1000", description = "connections (default: ${DEFAULT-VALUE})")
    int subscribers;

    @Option(names = "--payload", defaultValue = "128", description = "bytes a message (default: ${DEFAULT-VALUE})")
    int payloadBytes;

    @ArgGroup(multiplicity = "1")
    Shape shape = new Shape();

    @Option(
            names = "--pipelined",
            defaultValue = "256",
            description = "unanswered requests at most on the publisher's connection (default: ${DEFAULT-VALUE})")
    int pipelined;

    @Option(
            names = "--warmup",
            converter = DurationConverter.class,
            defaultValue = "5s",
            description = "load without counting (default: ${DEFAULT-VALUE})")
    Duration warmup = Duration.ZERO;

    @Option(
            names = "--duration",
            converter = DurationConverter.class,
            defaultValue = "6s",
            description = "measured time (default: ${DEFAULT-VALUE})")
    Duration duration = Duration.ZERO;

    @Option(
            names = "--drain",
            converter = DurationConverter.class,
            defaultValue = "10s",
            description = "longest wait for what is on its way at the end (default: ${DEFAULT-VALUE})")
    Duration drain = Duration.ZERO;

    @Option(names = "--stalled", defaultValue = "0", description = "so many of the subscribers never read")
    int stalled;

    @Option(names = "--receive-buffer", defaultValue = "0", description = "SO_RCVBUF of the stalled ones, in bytes")
    int receiveBufferBytes;

    @Option(names = "--server-pid", description = "process whose CPU and memory are charged")
    @Nullable
    Long serverPid;

    @Option(names = "--label", defaultValue = "", description = "names the run in tables")
    String label = "";

    @Option(names = "--json", description = "file for the result")
    @Nullable
    Path json;

    /** Exactly one of the two. */
    static final class Shape {
        @Option(
                names = "--outstanding",
                description = "closed loop: so many publications at most are not yet received by all")
        @Nullable
        Integer outstanding;

        @Option(
                names = "--rate",
                description = "open loop: publications a second; latency counts from when one was due")
        @Nullable
        Double rate;
    }

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
        LoadSettings.Surface surface = sse ? LoadSettings.Surface.SSE : LoadSettings.Surface.WEBSOCKET;
        try {
            Endpoint.parse(url);
            Endpoint.parse(pushUrl);
            return new LoadSettings(
                    label,
                    new LoadSettings.Target(url, pushUrl, surface, serverPid),
                    subscribers,
                    payloadBytes,
                    new LoadSettings.Pace(shape.outstanding, shape.rate, pipelined),
                    new LoadSettings.Timing(warmup, duration, drain),
                    new LoadSettings.Stalled(stalled, receiveBufferBytes));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
