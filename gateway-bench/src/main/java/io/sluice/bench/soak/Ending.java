package io.sluice.bench.soak;

import io.sluice.bench.audit.Clients;
import io.sluice.bench.audit.Findings;
import io.sluice.bench.audit.Findings.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The end of a soak: publishers stop, what is on its way arrives, everybody leaves, the gateway's counters return to zero,
 * its process ends. Runs on the thread of the run.
 */
final class Ending {
    private static final Duration ARRIVAL = Duration.ofSeconds(20);
    private static final Duration ZERO = Duration.ofSeconds(15);
    private static final Duration EXIT_FILE = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 100;

    /** Gauges of the gateway that are about nobody when nobody is there. */
    private static final List<String> ZEROS = List.of(
            "connections_open",
            "channels_open",
            "subscribers_connections",
            "subscribers_pending_bytes",
            "handshake_connections",
            "handshake_in_flight",
            "presence_members",
            "hub_mailbox_commands",
            "hub_waiting_subscribes",
            "hub_topics",
            "memory_log_retained_bytes",
            "memory_log_pinned_bytes");

    private final SoakSettings settings;
    private final Clients clients;
    private final Population population;
    private final Findings findings;
    private final Sampler sampler;

    Ending(SoakSettings settings, Clients clients, Population population, Findings findings, Sampler sampler) {
        this.settings = settings;
        this.clients = clients;
        this.population = population;
        this.findings = findings;
        this.sampler = sampler;
    }

    /**
     * How the gateway's process ended.
     *
     * @param code null if nobody told
     */
    record Exit(@Nullable Integer code, long millis) {}

    /** Takes as long as it takes; null if there is no process to end. */
    @Nullable
    Exit carryOut() throws InterruptedException {
        clients.run(population::stopPublishers);
        if (!await(population::publishersAreIdle, ARRIVAL)) {
            find(Kind.PUBLISH, "a publish was still not answered at the end");
        }
        clients.run(population::finish);
        await(population::isComplete, ARRIVAL);
        clients.run(population::end);
        await(population::everybodyIsGone, ARRIVAL);
        zeros();
        Long pid = settings.gateway().pid();
        return pid == null ? null : endProcess(pid);
    }

    /** Topics go when they are empty, which is a while after the last publication. */
    private void zeros() throws InterruptedException {
        long deadline =
                System.nanoTime() + settings.timing().retention().plus(ZERO).toNanos();
        Map<String, Double> left = leftOver();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(POLL_MILLIS);
            left = leftOver();
        }
        for (Map.Entry<String, Double> counter : left.entrySet()) {
            find(Kind.LEFT_OVER, counter.getKey() + " is " + counter.getValue());
        }
    }

    private Map<String, Double> leftOver() throws InterruptedException {
        Map<String, Double> page = sampler.metricsNow();
        if (page == null) {
            return Map.of("metrics without an answer", 1.0);
        }
        Map<String, Double> left = new TreeMap<>();
        for (String name : ZEROS) {
            Double value = page.get(name);
            if (value == null || value != 0) {
                left.put(name, value == null ? Double.NaN : value);
            }
        }
        return left;
    }

    private Exit endProcess(long pid) throws InterruptedException {
        sampler.close();
        long begin = System.nanoTime();
        ProcessHandle process = ProcessHandle.of(pid).orElse(null);
        if (process == null) {
            find(Kind.EXIT, "the gateway was gone before it was told to go");
            return new Exit(exitCode(), 0);
        }
        process.destroy();
        try {
            process.onExit().get(settings.timing().exitLimit().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            find(Kind.EXIT, "still there " + settings.timing().exitLimit().toSeconds() + " s after SIGTERM");
        }
        long millis = (System.nanoTime() - begin) / 1_000_000;
        Integer code = exitCode();
        if (code != null && code != 0) {
            find(Kind.EXIT, "exit code " + code);
        }
        return new Exit(code, millis);
    }

    private @Nullable Integer exitCode() throws InterruptedException {
        Path file = settings.gateway().exitFile();
        if (file == null) {
            return null;
        }
        long deadline = System.nanoTime() + EXIT_FILE.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                String text = Files.exists(file) ? Files.readString(file).trim() : "";
                if (!text.isEmpty()) {
                    return Integer.valueOf(text);
                }
            } catch (IOException | NumberFormatException e) {
                find(Kind.EXIT, "the exit code cannot be read: " + e.getMessage());
                return null;
            }
            Thread.sleep(POLL_MILLIS);
        }
        find(Kind.EXIT, "nobody wrote the exit code to " + file.getFileName());
        return null;
    }

    private boolean await(Callable<Boolean> condition, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!clients.call(condition)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }

    private void find(Kind kind, String detail) throws InterruptedException {
        clients.run(() -> findings.add(kind, 1, detail));
    }
}
