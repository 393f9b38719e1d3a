package io.sluice.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.bench.fleet.Fleet;
import io.sluice.bench.fleet.FleetException;
import io.sluice.bench.fleet.GatewayNode;
import io.sluice.bench.fleet.RedisProcess;
import io.sluice.bench.load.LoadCommand;
import io.sluice.bench.load.ProcessSample;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code cluster} command. Exit codes: 0 passed, 1 a run does not count, 2 it could not be carried out. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures gateways that share a Redis: what they deliver, how late, and what a publication costs Redis, with"
                        + " more and more of them. Starts what it needs; scripts/bench --scenario cluster calls it.")
public final class ClusterCommand implements Callable<Integer> {
    private static final int PASSED = 0;
    private static final int FAILED = 1;
    private static final int NOT_CARRIED_OUT = 2;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String OR = " (default: ${DEFAULT-VALUE})";

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--jar", required = true, description = "sluice.jar")
    Path jar = Path.of("");

    @Option(names = "--results", required = true, paramLabel = "FOLDER", description = "for cluster.json and each run")
    Path results = Path.of("");

    @Option(names = "--gateways", split = ",", defaultValue = "1,2,4", description = "sizes of the fleet" + OR)
    List<Integer> gateways = new ArrayList<>();

    @Option(names = "--repetitions", defaultValue = "1", description = "each with a new fleet" + OR)
    int repetitions;

    @Option(names = "--subscribers", defaultValue = "1000", description = "over all gateways together" + OR)
    int subscribers;

    @Option(names = "--outstanding", defaultValue = "64", description = "publications under way in throughput" + OR)
    int outstanding;

    @Option(names = "--rate", defaultValue = "20", description = "publications a second in calm" + OR)
    int rate;

    @Option(names = "--warmup", defaultValue = "10", description = "seconds of load before each measurement" + OR)
    int warmupSeconds;

    @Option(names = "--seconds", defaultValue = "6", description = "of each measurement, in three parts" + OR)
    int seconds;

    @Option(
            names = "--launcher",
            defaultValue = "",
            description = "words before the command of each gateway and of Redis, as taskset -c 0")
    String launcher = "";

    @Option(
            names = "--java-options",
            defaultValue = "-Xms256m -Xmx256m -XX:+UseSerialGC",
            description = "of each gateway" + OR)
    String javaOptions = "";

    private final List<ClusterRun> runs = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec command = spec;
        if (command == null) {
            throw new IllegalStateException("picocli has not set up this command");
        }
        PrintWriter out = command.commandLine().getOut();
        try {
            for (int repetition = 1; repetition <= repetitions; repetition++) {
                for (int size : gateways) {
                    measure(size, repetition);
                }
            }
            Files.writeString(results.resolve("cluster.json"), JSON.writeValueAsString(runs) + "\n");
        } catch (FleetException | IOException e) {
            command.commandLine().getErr().println(e.getMessage());
            return NOT_CARRIED_OUT;
        }
        out.print(ClusterText.of(runs));
        out.flush();
        return runs.stream().allMatch(ClusterRun::passed) ? PASSED : FAILED;
    }

    private void measure(int size, int repetition) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(results.toAbsolutePath().resolve("fleet-" + size + "-" + repetition));
        Fleet.Plan plan = new Fleet.Plan(
                size,
                RedisProcess.Persistence.EVERY_SECOND,
                Fleet.Between.NOTHING,
                null,
                List.of("limits.connections=20000"),
                words(launcher));
        try (Fleet fleet = Fleet.start(plan, folder, new GatewayNode.Java(jar.toAbsolutePath(), words(javaOptions)))) {
            // First, so that calm does not meet what nothing has warmed up.
            Map<String, List<String>> paces = new LinkedHashMap<>();
            paces.put("throughput", List.of("--outstanding", Integer.toString(outstanding)));
            paces.put("calm", List.of("--rate", Integer.toString(rate)));
            for (Map.Entry<String, List<String>> pace : paces.entrySet()) {
                runs.add(measure(fleet, pace.getKey(), pace.getValue(), repetition));
            }
        }
    }

    private ClusterRun measure(Fleet fleet, String load, List<String> pace, int repetition) throws IOException {
        int size = fleet.nodes().size();
        Path file = results.toAbsolutePath().resolve("cluster-" + load + "-" + size + "-" + repetition + ".json");
        String authorities =
                fleet.clientPorts().stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        List<String> words =
                new ArrayList<>(List.of("--label", "cluster-" + load + "/" + size + "-gateways/" + repetition));
        words.addAll(List.of("--url", "ws://" + authorities + "/ws?topic=bench"));
        words.addAll(
                List.of("--push-url", "http://127.0.0.1:" + fleet.pushPorts().getFirst() + "/api/push?topic=bench"));
        words.addAll(List.of("--subscribers", Integer.toString(subscribers), "--payload", "128"));
        words.addAll(List.of("--warmup", warmupSeconds + "s", "--iterations", "3"));
        words.addAll(List.of("--duration", seconds * 1000 / 3 + "ms", "--drain", "10s"));
        words.addAll(List.of("--json", file.toString()));
        words.addAll(pace);
        List<Long> nodes = fleet.nodes().stream().map(GatewayNode::pid).toList();
        List<Long> redis = List.of(fleet.redis().pid());
        double nodesBefore = cpuSeconds(nodes);
        double redisBefore = cpuSeconds(redis);
        int code = new CommandLine(new LoadCommand()).execute(words.toArray(String[]::new));
        double nodesSeconds = cpuSeconds(nodes) - nodesBefore;
        double redisSeconds = cpuSeconds(redis) - redisBefore;
        if (!Files.exists(file)) {
            throw new IOException("the load left no result and ended with " + code);
        }
        JsonNode result = JSON.readTree(file.toFile());
        JsonNode throughput = result.path("throughput");
        JsonNode latency = throughput.path("latency");
        double accepted = result.path("connections").path("accepted").asDouble();
        return new ClusterRun(
                size,
                load,
                repetition,
                code == 0,
                throughput.path("deliveriesPerSecond").asDouble(),
                latency.path("p50Micros").asDouble() / 1000,
                latency.path("p99Micros").asDouble() / 1000,
                redisSeconds * 1e6 / accepted,
                nodesSeconds * 1e6 / (accepted * subscribers));
    }

    private static double cpuSeconds(List<Long> pids) {
        double seconds = 0;
        for (long pid : pids) {
            ProcessSample sample = ProcessSample.of(pid);
            seconds += sample == null ? 0 : sample.cpuSeconds();
        }
        return seconds;
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.trim().split("\\s+", -1));
    }
}
