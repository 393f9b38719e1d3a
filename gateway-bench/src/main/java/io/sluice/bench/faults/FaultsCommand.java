package io.sluice.bench.faults;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.bench.fleet.FleetException;
import io.sluice.bench.fleet.GatewayNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code faults} command. Exit codes: 0 passed, 1 something was wrong, 2 it could not be carried out. */
@Command(
        name = "faults",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Breaks gateways that share a Redis, and what lies between them, while every position is audited. Starts"
                        + " all that it needs on loopback: gateways, redis-server, redis-sentinel, haproxy.",
        footer = {
            "",
            "Scenarios: redis-kill, redis-data-lost, redis-freeze, link-cut, node-kill, rolling-restart, sentinel-failover"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing that was accepted was lost, doubled or out of order without a word",
            "1:something was, or something else was not as it should be",
            "2:the run could not be carried out"
        })
public final class FaultsCommand implements Callable<Integer> {
    private static final int PASSED = 0;
    private static final int FAILED = 1;
    private static final int NOT_CARRIED_OUT = 2;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--jar", required = true, description = "sluice.jar")
    Path jar = Path.of("");

    @Option(
            names = "--java-options",
            defaultValue = "-Xmx160m -XX:MaxDirectMemorySize=256m -XX:+UseSerialGC",
            description = "of each gateway (default: ${DEFAULT-VALUE})")
    String javaOptions = "";

    @Option(
            names = "--results",
            required = true,
            paramLabel = "FOLDER",
            description = "for result.json, report.html and, by scenario, logs and data of the processes")
    Path results = Path.of("");

    @Mixin
    FaultsOptions options = new FaultsOptions();

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec command = spec;
        if (command == null) {
            throw new IllegalStateException("picocli has not set up this command");
        }
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        List<Scenario> scenarios;
        Scenario.Size size;
        try {
            scenarios = options.scenarios();
            size = options.size();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
        long seed = options.seed();
        say(err, "seed " + seed);
        List<FaultsResult> done = new ArrayList<>();
        try {
            for (Scenario scenario : scenarios) {
                FaultsResult result =
                        new FaultsRun(scenario, settings(scenario, size, seed), line -> say(err, line)).run();
                say(out, FaultsText.of(result).stripTrailing());
                done.add(result);
                write(done);
            }
        } catch (FleetException | IOException e) {
            say(err, String.valueOf(e.getMessage()));
            return NOT_CARRIED_OUT;
        }
        say(out, FaultsText.verdicts(done).stripTrailing());
        return done.stream().allMatch(FaultsResult::passed) ? PASSED : FAILED;
    }

    private FaultsRun.Settings settings(Scenario scenario, Scenario.Size size, long seed) throws IOException {
        Path folder = Files.createDirectories(results.toAbsolutePath().resolve(scenario.name()));
        return new FaultsRun.Settings(
                size,
                options.rounds,
                options.duration(),
                seed,
                folder,
                new GatewayNode.Java(
                        jar.toAbsolutePath(), List.of(javaOptions.trim().split("\\s+"))));
    }

    private void write(List<FaultsResult> done) throws IOException {
        List<ObjectNode> nodes = new ArrayList<>();
        for (FaultsResult result : done) {
            ObjectNode node = JSON.createObjectNode().put("passed", result.passed());
            nodes.add(node.setAll((ObjectNode) JSON.valueToTree(result)));
        }
        Files.writeString(results.resolve("result.json"), JSON.writeValueAsString(nodes) + "\n");
        FaultsReport.write(done, results.resolve("report.html"));
    }

    private static void say(PrintWriter to, String line) {
        to.println(line);
        to.flush();
    }
}
