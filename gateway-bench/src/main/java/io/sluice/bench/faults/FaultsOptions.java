package io.sluice.bench.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is broken, how often, and how large the fleet and its audience are. */
final class FaultsOptions {
    private static final String OR = " (default: ${DEFAULT-VALUE})";
    private static final int MIN_PAYLOAD = 40;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "one of them; may be given several times (default: all)")
    List<String> scenarios = new ArrayList<>();

    @Option(names = "--rounds", defaultValue = "1", description = "faults in each scenario, at least" + OR)
    int rounds;

    @Option(names = "--seconds", defaultValue = "0", description = "so long further rounds begin in each scenario" + OR)
    int seconds;

    @Option(names = "--gateways", defaultValue = "3", description = "2 to 5" + OR)
    int gateways;

    @Option(names = "--topics", defaultValue = "3", description = "1 to 60" + OR)
    int topics;

    @Option(names = "--subscribers", defaultValue = "60", description = "over all gateways" + OR)
    int subscribers;

    @Option(
            names = "--rolling-subscribers",
            defaultValue = "3000",
            description = "behind the balancer, in rolling-restart" + OR)
    int rollingSubscribers;

    @Option(
            names = "--every",
            paramLabel = "MILLIS",
            defaultValue = "25",
            description =
                    "from an answer to the publisher's next publication; each topic has a publisher per gateway" + OR)
    int everyMillis;

    @Option(names = "--payload", defaultValue = "200", description = "bytes of each" + OR)
    int payloadBytes;

    @Option(names = "--seed", description = "of an earlier run, whose faults are to come again in the same order")
    @Nullable
    Long seed;

    @Option(names = "--haproxy", defaultValue = "config/haproxy.cfg", description = "configuration of HAProxy" + OR)
    Path haproxy = Path.of("");

    /** @throws IllegalArgumentException naming the option that is out of range */
    Scenario.Size size() {
        require("--rounds", rounds, 1, 1_000_000);
        require("--seconds", seconds, 0, 10_000_000);
        require("--gateways", gateways, 2, 5);
        require("--topics", topics, 1, 60);
        require("--subscribers", subscribers, gateways, 10_000);
        require("--rolling-subscribers", rollingSubscribers, 10, 6_000);
        require("--every", everyMillis, 1, 1000);
        require("--payload", payloadBytes, MIN_PAYLOAD, 64 << 10);
        return new Scenario.Size(
                gateways, topics, everyMillis, payloadBytes, subscribers, rollingSubscribers, haproxy.toAbsolutePath());
    }

    Duration duration() {
        return Duration.ofSeconds(seconds);
    }

    long seed() {
        return seed == null ? ThreadLocalRandom.current().nextLong(1_000_000_000) : seed;
    }

    /** @throws IllegalArgumentException if there is no such scenario */
    List<Scenario> scenarios() {
        List<Scenario> all = Scenario.all();
        List<String> names = all.stream().map(Scenario::name).toList();
        for (String name : scenarios) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("--scenario: " + name + " is not one of "
                        + names.stream().collect(Collectors.joining(", ")));
            }
        }
        return all.stream()
                .filter(scenario -> scenarios.isEmpty() || scenarios.contains(scenario.name()))
                .toList();
    }

    private static void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    option + ": " + value + " is not allowed, only " + least + " to " + most);
        }
    }
}
