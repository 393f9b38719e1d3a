package io.sluice.bench.faults;

import io.sluice.bench.audit.Clients;
import io.sluice.bench.audit.Findings;
import io.sluice.bench.audit.Findings.Kind;
import io.sluice.bench.audit.Stalls;
import io.sluice.bench.audit.Target;
import io.sluice.bench.fleet.Fleet;
import io.sluice.bench.fleet.GatewayNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One scenario, from the start of its fleet to the verdict. */
final class FaultsRun {
    private static final Duration FIRST = Duration.ofSeconds(30);
    private static final Duration CALM = Duration.ofMillis(800);
    private static final Duration ARRIVAL = Duration.ofSeconds(20);

    private final Scenario scenario;
    private final Settings settings;
    private final Consumer<String> progress;
    private final Instant startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final long startNanos = System.nanoTime();
    private final Stalls stalls = new Stalls(this::clockNanos);
    private final Findings findings = new Findings();
    private final List<FaultsResult.Round> rounds = new ArrayList<>();
    private final Random random;
    private volatile boolean over;

    /** @param progress takes a line for each round, on the thread of the run */
    FaultsRun(Scenario scenario, Settings settings, Consumer<String> progress) {
        this.scenario = scenario;
        this.settings = settings;
        this.progress = progress;
        this.random = new Random(settings.seed());
    }

    /**
     * How to run.
     *
     * @param rounds at least so many
     * @param duration more rounds begin until then
     * @param folder for logs and data of the processes, which exists
     */
    record Settings(Scenario.Size size, int rounds, Duration duration, long seed, Path folder, GatewayNode.Java java) {}

    /** @throws io.sluice.bench.fleet.FleetException if the fleet does not start, or a part of it cannot be broken or healed */
    FaultsResult run() throws InterruptedException {
        startTicker();
        try (Fleet fleet = Fleet.start(scenario.plan(settings.size()), settings.folder(), settings.java());
                Clients clients = new Clients();
                ConnectSampler sampler = new ConnectSampler(fleet.nodes(), this::clockNanos)) {
            Population population = populate(fleet, clients);
            Stage stage = new Stage(
                    fleet,
                    clients,
                    population,
                    findings,
                    random,
                    line -> progress.accept(scenario.name() + ", " + line));
            begin(stage, clients, population);
            sampler.count();
            long endNanos = clockNanos() + settings.duration().toNanos();
            while (rounds.size() < settings.rounds() || clockNanos() < endNanos) {
                round(stage);
            }
            finish(stage, clients, population);
            sampler.end();
            return clients.call(() -> result(population, sampler, fleet.nodes().size()));
        } finally {
            over = true;
        }
    }

    private void startTicker() {
        Thread.ofPlatform().daemon().name("faults-ticker").start(() -> {
            while (!over) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Stalls.PERIOD_MILLIS));
                stalls.tick();
            }
        });
    }

    private Population populate(Fleet fleet, Clients clients) {
        return new Population(
                scenario.shape(settings.size()),
                new Population.Places(targets(fleet.clientPorts()), targets(fleet.pushPorts())),
                scenario.expectation(),
                clients,
                new Population.Time(settings.seed(), this::clockNanos, stalls),
                findings);
    }

    private static List<Target> targets(List<Integer> ports) {
        return ports.stream()
                .map(port -> Target.parse("port", "http://127.0.0.1:" + port))
                .toList();
    }

    private void begin(Stage stage, Clients clients, Population population) throws InterruptedException {
        clients.run(population::startPublishers);
        stage.await(population::allTopicsExist, FIRST, "not every topic had a publication at the start");
        clients.run(population::startSubscribers);
        clients.run(population::mark);
        stage.await(population::hasCaughtUp, FIRST, "not everybody was connected at the start");
    }

    private void round(Stage stage) throws InterruptedException {
        stage.hold(CALM);
        stage.faultBegins();
        long brokenNanos = clockNanos();
        String fault = scenario.fault(stage);
        long healedNanos = clockNanos();
        stage.awaitCaughtUp();
        long caughtUpNanos = clockNanos();
        for (GatewayNode node : stage.fleet().nodes()) {
            node.awaitReady();
        }
        FaultsResult.Round done = new FaultsResult.Round(
                fault,
                (healedNanos - brokenNanos) / 1_000_000,
                (caughtUpNanos - healedNanos) / 1_000_000,
                stage.endWatch());
        rounds.add(done);
        stage.nextRound();
        progress.accept(scenario.name() + ", round " + rounds.size() + ": " + done.fault() + "; all caught up "
                + done.caughtUpMillis() + " ms after it was whole");
    }

    private void finish(Stage stage, Clients clients, Population population) throws InterruptedException {
        clients.run(population::stopPublishers);
        stage.await(population::publishersAreIdle, ARRIVAL, "a publish was still not accepted at the end");
        clients.run(population::publishLast);
        stage.await(population::publishersAreIdle, ARRIVAL, "the last publications were not accepted");
        // What is not here by then is found stream by stream.
        stage.waitFor(population::isComplete, ARRIVAL);
        clients.run(population::end);
        stage.waitFor(population::everybodyIsGone, ARRIVAL);
    }

    private FaultsResult result(Population population, ConnectSampler sampler, int gateways) {
        FaultsResult.Counts counts = population.counts();
        int lost = rounds.size() * scenario.shape(settings.size()).topics();
        if (scenario.expectation().epochMayChange() && counts.epochsReplaced() < lost) {
            findings.add(
                    Kind.EPOCH,
                    1,
                    "only " + counts.epochsReplaced() + " epochs were replaced, although Redis lost data of " + lost);
        }
        FaultsResult.@Nullable Connects connects = null;
        if (scenario instanceof RollingRestart) {
            int rate = RollingRestart.drainRate(settings.size());
            connects = sampler.result(rate);
            if (connects.peakPerSecond() > RollingRestart.mostConnectsPerSecond(rate)) {
                findings.add(
                        Kind.STORM,
                        1,
                        connects.peakPerSecond() + " connects within a second, at a drain.rate of " + rate);
            }
        }
        return new FaultsResult(
                new FaultsResult.Run(
                        scenario.name(),
                        scenario.proves(),
                        startedAt.toString(),
                        clockNanos() / 1e9,
                        settings.seed(),
                        gateways),
                counts,
                rounds,
                findings.counts(),
                findings.details(),
                connects);
    }

    /** Since the start of the run. */
    private long clockNanos() {
        return System.nanoTime() - startNanos;
    }
}
