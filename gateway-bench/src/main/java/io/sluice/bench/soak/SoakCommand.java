package io.sluice.bench.soak;

import io.sluice.bench.audit.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code soak} command. Exit codes: 0 passed, 1 something was wrong, 2 it could not be carried out. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Soaks a push gateway on this machine: everything that clients do, for long, with an audit of every"
                        + " position and an eye on memory. scripts/soak starts the gateway for it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing was lost, doubled, silent or left over, and no series climbs",
            "1:something was, or one does",
            "2:the run could not be carried out"
        })
public final class SoakCommand implements Callable<Integer> {
    private static final int PASSED = 0;
    private static final int FAILED = 1;
    private static final int NOT_CARRIED_OUT = 2;
    private static final int LAST_WORDS_SECONDS = 120;

    /** More than all that the end waits for, together. */
    private static final Duration END = Duration.ofMinutes(5);

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--url", required = true, description = "ws://HOST:PORT of the client port, loopback only")
    String url = "";

    @Option(names = "--push-url", required = true, description = "http://HOST:PORT of the push port, loopback only")
    String pushUrl = "";

    @Option(
            names = "--server-pid",
            description = "process that is watched, and ended when all is done; without it neither happens")
    @Nullable
    Long serverPid;

    @Option(names = "--server-exit", description = "file to which whoever started the gateway writes its exit code")
    @Nullable
    Path serverExit;

    @Mixin
    SoakOptions load = new SoakOptions();

    @Option(names = "--json", description = "file for the result")
    @Nullable
    Path json;

    @Option(names = "--html", description = "file for the report with the curves")
    @Nullable
    Path html;

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec command = spec;
        if (command == null) {
            throw new IllegalStateException("picocli has not set up this command");
        }
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        CountDownLatch done = new CountDownLatch(1);
        SoakRun run = new SoakRun(settings(command), line -> say(err, line));
        Thread hook = new Thread(() -> lastWords(run, done), "soak-interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
        endAtTheLatest(err, done);
        try {
            SoakRun.Outcome outcome = run.run();
            say(out, SoakText.of(outcome.result()).stripTrailing());
            write(outcome);
            return outcome.result().passed() ? PASSED : FAILED;
        } catch (IOException e) {
            say(err, String.valueOf(e.getMessage()));
            return NOT_CARRIED_OUT;
        } finally {
            done.countDown();
        }
    }

    /** Whatever goes wrong here, nobody waits for it for ever. */
    private void endAtTheLatest(PrintWriter err, CountDownLatch done) {
        long millis = load.duration.plus(load.retention).plus(END).toMillis();
        Thread.ofPlatform().daemon().name("soak-bound").start(() -> {
            try {
                if (!done.await(millis, TimeUnit.MILLISECONDS)) {
                    say(err, "the soak did not end in time");
                    Runtime.getRuntime().halt(NOT_CARRIED_OUT);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Whoever interrupts a soak of hours still wants to know what it has seen. */
    private static void lastWords(SoakRun run, CountDownLatch done) {
        run.stopEarly();
        try {
            done.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(PrintWriter to, String line) {
        to.println(line);
        to.flush();
    }

    private void write(SoakRun.Outcome outcome) throws IOException {
        if (json != null) {
            SoakJson.write(outcome.result(), json);
        }
        if (html != null) {
            SoakReport.write(outcome, html);
        }
    }

    private SoakSettings settings(CommandSpec command) {
        try {
            return load.settings(new SoakSettings.Gateway(
                    Target.parse("--url", url), Target.parse("--push-url", pushUrl), serverPid, serverExit));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
