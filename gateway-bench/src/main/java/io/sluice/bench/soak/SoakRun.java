package io.sluice.bench.soak;

import io.sluice.bench.audit.Clients;
import io.sluice.bench.audit.Findings;
import io.sluice.bench.audit.Findings.Kind;
import io.sluice.bench.audit.Stalls;
import io.sluice.bench.audit.StreamAudit;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One soak, from the first publication to the end of the gateway's process. */
final class SoakRun {
    private static final Duration FIRST_ACCEPTED = Duration.ofSeconds(20);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int SHORT_SECONDS = 900;

    private final SoakSettings settings;
    private final Consumer<String> progress;
    private final CountDownLatch stopEarly = new CountDownLatch(1);
    private final Instant startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final long startNanos = System.nanoTime();
    private final Stalls stalls = new Stalls(this::clockNanos);
    private final Findings findings = new Findings();
    private volatile boolean over;

    /** @param progress takes a line now and then, on the thread of the run */
    SoakRun(SoakSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /** Ends the load at once; the run still audits, and ends the gateway. May be called from any thread. */
    void stopEarly() {
        stopEarly.countDown();
    }

    /**
     * Soaks, for as long as the settings say.
     *
     * @throws IOException if the gateway's process cannot be watched
     */
    Outcome run() throws IOException, InterruptedException {
        startTicker();
        try (Clients clients = new Clients();
                Sampler sampler = new Sampler(settings, this::clockNanos)) {
            Population population = populate(clients);
            clients.run(population::startPublishers);
            awaitTopics(clients, population);
            clients.run(population::startSubscribers);
            boolean interrupted = watch(clients, population, sampler);
            double seconds = clockNanos() / NANOS_PER_SECOND;
            Ending.Exit exit = new Ending(settings, clients, population, findings, sampler).carryOut();
            SoakResult.Run run = new SoakResult.Run(
                    startedAt.toString(),
                    seconds,
                    warmupSeconds(),
                    interrupted,
                    settings.watch().seed(),
                    exit,
                    new SoakResult.Looks(sampler.unanswered(), sampler.longestCollectionMillis()));
            return new Outcome(clients.call(() -> result(run, population, sampler)), sampler.curves());
        } finally {
            over = true;
        }
    }

    /** The result, and the curves that are drawn of it. */
    record Outcome(SoakResult result, Map<Measure, Samples> curves) {}

    private Population populate(Clients clients) {
        Crew crew = new Crew(
                clients,
                settings.gateway().clients(),
                findings,
                new Crew.Tally(),
                new Random(settings.watch().seed()),
                settings.timing());
        StreamAudit.Rules rules = new StreamAudit.Rules(
                findings, new StreamAudit.Told(), settings.timing().retention().toNanos(), this::clockNanos);
        return new Population(settings, crew, rules, stalls);
    }

    private void startTicker() {
        Thread.ofPlatform().daemon().name("soak-ticker").start(() -> {
            while (!over) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Stalls.PERIOD_MILLIS));
                stalls.tick();
            }
        });
    }

    private void awaitTopics(Clients clients, Population population) throws InterruptedException {
        long deadline = System.nanoTime() + FIRST_ACCEPTED.toNanos();
        while (!clients.call(population::allTopicsExist)) {
            if (System.nanoTime() > deadline) {
                clients.run(() -> findings.add(Kind.PUBLISH, 1, "nothing was accepted at the start"));
                return;
            }
            Thread.sleep(Stalls.PERIOD_MILLIS);
        }
    }

    /** Until the end; tells whether that came before its time. */
    private boolean watch(Clients clients, Population population, Sampler sampler) throws InterruptedException {
        long endNanos = clockNanos() + settings.timing().duration().toNanos();
        long sampleNanos = settings.watch().sampleEvery().toNanos();
        long dueNanos = clockNanos();
        long tellNanos = tellEvery().toNanos();
        long toldNanos = dueNanos;
        while (clockNanos() < endNanos) {
            sampler.sample(settings.timing().warmup());
            if (clockNanos() - toldNanos >= tellNanos) {
                toldNanos += tellNanos;
                tell(clients, population);
            }
            dueNanos = Math.max(dueNanos + sampleNanos, clockNanos());
            if (stopEarly.await(Math.min(dueNanos, endNanos) - clockNanos(), TimeUnit.NANOSECONDS)) {
                return true;
            }
        }
        return false;
    }

    private Duration tellEvery() {
        return settings.timing().duration().toSeconds() < SHORT_SECONDS
                ? Duration.ofSeconds(10)
                : Duration.ofMinutes(1);
    }

    private void tell(Clients clients, Population population) throws InterruptedException {
        progress.accept(clients.call(() -> {
            SoakResult.Counts counts = population.counts();
            return String.format(
                    Locale.ROOT,
                    "%,d s: %,d accepted, %,d received, %,d connections opened, longest silence %d ms, findings: %s",
                    clockNanos() / 1_000_000_000,
                    counts.published().accepted(),
                    counts.received(),
                    counts.connections().opened(),
                    population.silences(false).longestNetMillis(),
                    findings.counts().isEmpty() ? "none" : findings.counts());
        }));
    }

    /** Since the start of the run. */
    private long clockNanos() {
        return System.nanoTime() - startNanos;
    }

    private double warmupSeconds() {
        return settings.timing().warmup().toMillis() / 1000.0;
    }

    private SoakResult result(SoakResult.Run run, Population population, Sampler sampler) {
        SoakResult.Silences silences = population.silences(true);
        List<SoakResult.Curve> series = new ArrayList<>();
        sampler.curves().forEach((measure, curve) -> {
            SoakResult.@Nullable Curve found = SoakResult.Curve.of(measure, curve, warmupSeconds());
            if (found != null) {
                series.add(found);
            }
        });
        return new SoakResult(
                run, population.counts(), silences, findings.counts(), findings.details(), series, sampler.growths());
    }
}
