package io.sluice.bench.soak;

import io.sluice.bench.audit.Findings;
import io.sluice.bench.audit.Silence;
import io.sluice.bench.audit.Stalls;
import io.sluice.bench.audit.StreamAudit;
import io.sluice.bench.audit.StreamAudit.Rules;
import io.sluice.bench.audit.Surface;
import io.sluice.bench.audit.TopicAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** All publishers and subscribers of a run. Belongs to the client loop, but for its construction. */
final class Population {
    private static final List<Surface> SURFACES = List.of(Surface.values());
    private static final long LOOK_MILLIS = 250;
    private static final double WAVE_SHARE = 0.8;
    private static final int CONNECTS_PER_TICK = 20;
    private static final long TICK_MILLIS = 50;

    private final Crew crew;
    private final Rules rules;
    private final Stalls stalls;
    private final LongSupplier clockNanos;
    private final List<TopicAccount> topics = new ArrayList<>();
    private final List<Publisher> publishers = new ArrayList<>();
    private final PassingTopics passing;
    private final List<Subscriber> subscribers = new ArrayList<>();
    private boolean over;

    Population(SoakSettings settings, Crew crew, Rules rules, Stalls stalls) {
        this.crew = crew;
        this.rules = rules;
        this.stalls = stalls;
        this.clockNanos = rules.clockNanos();
        SoakSettings.Traffic traffic = settings.traffic();
        for (int i = 0; i < traffic.topics(); i++) {
            addTopic("soak." + i, settings, traffic.payloadBytes());
        }
        addTopic("soak.large", settings, traffic.largePayloadBytes());
        passing = new PassingTopics(settings, crew.clients(), crew.findings());
        SoakSettings.Audience audience = settings.audience();
        addSteady(audience.steady());
        add(Behaviour.CHURNING, audience.churning());
        add(Behaviour.WAVING, audience.waving());
        addStalled(audience.stalled());
    }

    private void addTopic(String name, SoakSettings settings, int payloadBytes) {
        TopicAccount account = new TopicAccount(name, crew.findings());
        topics.add(account);
        publishers.add(
                new Publisher(account, settings, payloadBytes, crew.clients(), crew.findings(), rules.clockNanos()));
    }

    /** Those with envelopes for several topics hear all of them. */
    private void addSteady(int count) {
        for (int i = 0; i < count; i++) {
            Surface surface = surface(i);
            List<TopicAccount> heard =
                    surface == Surface.JSON ? topics : List.of(topics.get(i / SURFACES.size() % topics.size()));
            add(Behaviour.STEADY, surface, i, heard);
        }
    }

    private void add(Behaviour behaviour, int count) {
        int small = topics.size() - 1;
        for (int i = 0; i < count; i++) {
            Surface surface = surface(i);
            List<TopicAccount> heard = new ArrayList<>(List.of(topics.get(i % small)));
            if (surface == Surface.JSON && small > 1) {
                heard.add(topics.get((i + 1) % small));
            }
            add(behaviour, surface, i, heard);
        }
    }

    /** On the topic of large payloads, which fill the buffers on the way at once. */
    private void addStalled(int count) {
        for (int i = 0; i < count; i++) {
            add(Behaviour.STALLED, surface(i), i, List.of(topics.getLast()));
        }
    }

    private void add(Behaviour behaviour, Surface surface, int index, List<TopicAccount> heard) {
        String name = (behaviour + "-" + index + "-" + surface).toLowerCase(Locale.ROOT);
        List<StreamAudit> streams = new ArrayList<>();
        for (TopicAccount account : heard) {
            streams.add(new StreamAudit(name, account, rules, new Silence(clockNanos, stalls)));
        }
        subscribers.add(new Subscriber(name, behaviour, surface, streams, crew));
    }

    private static Surface surface(int index) {
        return SURFACES.get(index % SURFACES.size());
    }

    void startPublishers() {
        publishers.forEach(Publisher::start);
        passing.create();
    }

    boolean allTopicsExist() {
        return topics.stream().allMatch(account -> account.epoch() != null);
    }

    /** A few at a time: the start is no wave. */
    void startSubscribers() {
        for (int i = 0; i < subscribers.size(); i++) {
            crew.clients().after(TICK_MILLIS * (i / CONNECTS_PER_TICK), subscribers.get(i)::connect);
        }
        look();
        waveLater();
    }

    private void look() {
        if (!over) {
            steady().forEach(stream -> stream.silence().look());
            crew.clients().after(LOOK_MILLIS, this::look);
        }
    }

    private void waveLater() {
        crew.clients().after(crew.timing().waveInterval().toMillis(), () -> {
            if (!over) {
                crew.tally().waves++;
                subscribers.stream()
                        .filter(subscriber -> subscriber.behaviour() == Behaviour.WAVING
                                && crew.random().nextDouble() < WAVE_SHARE)
                        .forEach(Subscriber::cut);
                waveLater();
            }
        });
    }

    /** From now on silence is right. */
    void stopPublishers() {
        over = true;
        steady().forEach(stream -> stream.silence().pause());
        publishers.forEach(Publisher::stop);
        passing.stop();
    }

    boolean publishersAreIdle() {
        return publishers.stream().allMatch(Publisher::isIdle) && passing.isIdle();
    }

    void finish() {
        subscribers.forEach(Subscriber::finish);
    }

    boolean isComplete() {
        return subscribers.stream().allMatch(Subscriber::isComplete);
    }

    void end() {
        subscribers.stream()
                .filter(subscriber -> !subscriber.isStalled())
                .flatMap(subscriber -> subscriber.streams().stream())
                .forEach(StreamAudit::close);
        subscribers.forEach(Subscriber::end);
        publishers.forEach(Publisher::close);
        passing.close();
    }

    boolean everybodyIsGone() {
        return subscribers.stream().noneMatch(Subscriber::isConnected);
    }

    private List<StreamAudit> steady() {
        return subscribers.stream()
                .filter(subscriber -> subscriber.behaviour() == Behaviour.STEADY)
                .flatMap(subscriber -> subscriber.streams().stream())
                .toList();
    }

    /** What the run came to up to now; silences of the steady ones beyond the limit become findings with {@code judge}. */
    SoakResult.Silences silences(boolean judge) {
        long limitMillis = crew.timing().silenceLimit().toMillis();
        long longest = 0;
        long longestNet = 0;
        for (StreamAudit stream : steady()) {
            longest = Math.max(longest, stream.silence().longestNanos() / 1_000_000);
            long net = stream.silence().longestNetNanos() / 1_000_000;
            longestNet = Math.max(longestNet, net);
            if (judge && net > limitMillis) {
                crew.findings().add(Findings.Kind.SILENT, 1, stream.name() + ": silent for " + net + " ms");
            }
        }
        return new SoakResult.Silences(steady().size(), longest, longestNet, limitMillis, stalls.summary());
    }

    SoakResult.Counts counts() {
        Map<Integer, Long> refusals = new TreeMap<>();
        publishers.forEach(
                publisher -> publisher.refusals().forEach((status, count) -> refusals.merge(status, count, Long::sum)));
        Crew.Tally tally = crew.tally();
        StreamAudit.Told told = rules.told();
        return new SoakResult.Counts(
                new SoakResult.Published(
                        topics.stream().mapToLong(TopicAccount::acceptedCount).sum(), passing.created(), refusals),
                subscribers.stream()
                        .flatMap(subscriber -> subscriber.streams().stream())
                        .mapToLong(StreamAudit::received)
                        .sum(),
                new SoakResult.Connections(tally.opened, tally.left, tally.cut, tally.waves, tally.stalledClosed),
                new SoakResult.Told(
                        told.resumed, told.positionsLost, told.positionSkipped, told.gaps, told.gapSkipped));
    }
}
