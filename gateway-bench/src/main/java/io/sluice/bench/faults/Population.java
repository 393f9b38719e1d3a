package io.sluice.bench.faults;

import io.sluice.bench.audit.Clients;
import io.sluice.bench.audit.Findings;
import io.sluice.bench.audit.Findings.Kind;
import io.sluice.bench.audit.Silence;
import io.sluice.bench.audit.Stalls;
import io.sluice.bench.audit.Surface;
import io.sluice.bench.audit.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** All publishers and subscribers of a run. Belongs to the client loop, but for its construction. */
final class Population {
    private static final List<Surface> SURFACES = List.of(Surface.JSON, Surface.SSE);
    private static final int CONNECTS_PER_TICK = 40;
    private static final long TICK_MILLIS = 50;

    private final Publications publications = new Publications();
    private final Map<String, Long> refusals = new TreeMap<>();
    private final Tally tally = new Tally();
    private final FleetStream.Told told = new FleetStream.Told();
    private final List<Ledger> ledgers = new ArrayList<>();
    private final List<FleetPublisher> publishers = new ArrayList<>();
    private final List<FleetSubscriber> subscribers = new ArrayList<>();
    private final Clients clients;
    private final Findings findings;

    /**
     * @param shape how many of whom
     * @param places where they connect
     */
    Population(Shape shape, Places places, Expectation expectation, Clients clients, Time time, Findings findings) {
        this.clients = clients;
        this.findings = findings;
        for (int i = 0; i < shape.topics(); i++) {
            ledgers.add(new Ledger("faults." + i, publications, findings, expectation.epochMayChange()));
        }
        FleetPublisher.Crew press = new FleetPublisher.Crew(
                clients,
                places.push(),
                findings,
                new FleetPublisher.Pace(time.seed(), shape.everyMillis(), shape.payloadBytes()),
                expectation.epochMayChange(),
                refusals,
                time.clockNanos());
        for (Ledger ledger : ledgers) {
            for (int i = 0; i < shape.publishersPerTopic(); i++) {
                publishers.add(new FleetPublisher(ledger, i, i % 2 == 0, press));
            }
        }
        FleetStream.Rules rules = new FleetStream.Rules(
                findings, told, expectation.epochMayChange(), () -> new Silence(time.clockNanos(), time.stalls()));
        FleetSubscriber.Crew crew = new FleetSubscriber.Crew(
                clients, places.clients(), expectation, findings, tally, new Random(time.seed()));
        for (int i = 0; i < shape.subscribers(); i++) {
            subscribers.add(subscriber(i, shape, rules, crew));
        }
    }

    /**
     * How many of whom.
     *
     * @param publishersPerTopic every other one, and the first, is persistent
     * @param everyMillis from an answer to the publisher's next publication
     * @param topicsPerSubscriber where the surface takes several
     */
    record Shape(
            int topics,
            int publishersPerTopic,
            long everyMillis,
            int payloadBytes,
            int subscribers,
            int topicsPerSubscriber) {}

    /** Where everybody connects. */
    record Places(List<Target> clients, List<Target> push) {}

    /** What time it is, and what random numbers come of. */
    record Time(long seed, LongSupplier clockNanos, Stalls stalls) {}

    private FleetSubscriber subscriber(int index, Shape shape, FleetStream.Rules rules, FleetSubscriber.Crew crew) {
        Surface surface = SURFACES.get(index % SURFACES.size());
        String name = "subscriber-" + index + "-" + surface;
        int count = surface == Surface.JSON ? Math.min(shape.topicsPerSubscriber(), ledgers.size()) : 1;
        List<FleetStream> streams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            streams.add(new FleetStream(name, ledgers.get((index / SURFACES.size() + i) % ledgers.size()), rules));
        }
        return new FleetSubscriber(name, surface, streams, index / SURFACES.size(), crew);
    }

    void startPublishers() {
        publishers.forEach(FleetPublisher::start);
    }

    boolean allTopicsExist() {
        return ledgers.stream().allMatch(ledger -> ledger.epoch() != null);
    }

    /** A few at a time: the start is no storm. */
    void startSubscribers() {
        for (int i = 0; i < subscribers.size(); i++) {
            clients.after(TICK_MILLIS * (i / CONNECTS_PER_TICK), subscribers.get(i)::connect);
        }
    }

    /** Redis is about to lose data, where the scenario says so. */
    void faultBegins() {
        ledgers.forEach(Ledger::faultBegins);
    }

    /** From now on {@link #hasCaughtUp} asks for what is published from now on. */
    void mark() {
        ledgers.forEach(Ledger::mark);
    }

    /** Whether everybody is connected and has what was accepted since the mark. */
    boolean hasCaughtUp() {
        return streams().allMatch(FleetStream::hasReachedMark);
    }

    /** How many have not; for a message. */
    String laggards() {
        List<String> late = streams()
                .filter(stream -> !stream.hasReachedMark())
                .map(stream -> stream.name() + " at " + stream.position())
                .toList();
        long unmarked = ledgers.stream().filter(ledger -> ledger.marked() == 0).count();
        long away = subscribers.stream()
                .filter(subscriber -> !subscriber.isConnected())
                .count();
        return late.size() + " streams (" + unmarked + " topics without a new publication, " + away
                + " subscribers between connections), the first: " + (late.isEmpty() ? "none" : late.getFirst());
    }

    /** From now on those on these gateways should hear something all the time. */
    void watch(IntPredicate gateways) {
        subscribers.stream()
                .filter(subscriber -> gateways.test(subscriber.gateway()))
                .forEach(subscriber -> subscriber.streams().forEach(FleetStream::watch));
    }

    /** Ends that; the longest silence, and a finding for each that is longer than the limit. */
    long watchedMillis(long limitMillis) {
        long longest = 0;
        for (FleetStream stream : streams().toList()) {
            long millis = stream.watchedNanos() / 1_000_000;
            longest = Math.max(longest, millis);
            if (millis > limitMillis) {
                findings.add(
                        Kind.SILENT,
                        1,
                        stream.name() + ": silent for " + millis + " ms although its gateway was not touched");
            }
        }
        return longest;
    }

    void stopPublishers() {
        publishers.forEach(FleetPublisher::stop);
        streams().forEach(stream -> stream.silence().pause());
    }

    boolean publishersAreIdle() {
        return publishers.stream().allMatch(FleetPublisher::isIdle);
    }

    /** One more on each topic, behind everything else: up to there everything has to arrive. */
    void publishLast() {
        for (Ledger ledger : ledgers) {
            publishers.stream()
                    .filter(publisher -> publisher.ledger().equals(ledger) && publisher.isPersistent())
                    .findFirst()
                    .ifPresent(FleetPublisher::publishOne);
        }
    }

    boolean isComplete() {
        return streams().allMatch(FleetStream::isComplete);
    }

    /** The verdict on what came; everybody leaves. */
    void end() {
        streams().forEach(FleetStream::close);
        ledgers.forEach(Ledger::close);
        subscribers.forEach(FleetSubscriber::end);
        publishers.forEach(FleetPublisher::close);
    }

    boolean everybodyIsGone() {
        return subscribers.stream().noneMatch(FleetSubscriber::isConnected);
    }

    private Stream<FleetStream> streams() {
        return subscribers.stream().flatMap(subscriber -> subscriber.streams().stream());
    }

    Tally tally() {
        return tally;
    }

    /** What the run came to. */
    FaultsResult.Counts counts() {
        return new FaultsResult.Counts(
                publications.counts(),
                new TreeMap<>(refusals),
                streams().mapToLong(FleetStream::received).sum(),
                tally.summary(subscribers.size()),
                told.summary(streams().mapToLong(FleetStream::announced).sum()),
                ledgers.stream().mapToLong(Ledger::overwritten).sum(),
                ledgers.stream().mapToInt(Ledger::epochCount).sum() - ledgers.size(),
                streams()
                                .mapToLong(stream -> stream.silence().longestNetNanos())
                                .max()
                                .orElse(0)
                        / 1_000_000);
    }
}
