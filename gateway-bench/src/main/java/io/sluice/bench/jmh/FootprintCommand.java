package io.sluice.bench.jmh;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code footprint} command. Exit codes: 0, or 2 if an option is out of its bounds. */
@Command(
        name = "footprint",
        mixinStandardHelpOptions = true,
        description = "Builds hub, topics and subscribers in memory and prints what they hold, as one line of JSON.")
public final class FootprintCommand implements Callable<Integer> {

    private static final int MOST = 10_000_000;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--topics", defaultValue = "1", description = "1 to 10000000 (default: ${DEFAULT-VALUE})")
    int topics;

    @Option(
            names = "--subscribers-each",
            defaultValue = "0",
            description = "of each topic, 0 to 10000000 (default: ${DEFAULT-VALUE})")
    int subscribersEach;

    @Option(
            names = "--history",
            defaultValue = "1",
            description = "publications in each topic, 1 to 10000000 (default: ${DEFAULT-VALUE})")
    int history;

    @Option(names = "--loops", defaultValue = "1", description = "1 to 1024 (default: ${DEFAULT-VALUE})")
    int loops;

    @Override
    public Integer call() throws JsonProcessingException {
        CommandSpec command = spec;
        if (command == null) {
            throw new IllegalStateException("picocli has not set up this command");
        }
        check(command, "--topics", topics, 1, MOST);
        check(command, "--subscribers-each", subscribersEach, 0, MOST);
        check(command, "--history", history, 1, MOST);
        check(command, "--loops", loops, 1, 1024);
        Footprint footprint = Footprint.of(topics, subscribersEach, history, loops);
        command.commandLine().getOut().println(new JsonMapper().writeValueAsString(footprint));
        return 0;
    }

    private static void check(CommandSpec command, String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    command.commandLine(), option + " is " + value + "; allowed: " + least + " to " + most);
        }
    }
}
