package io.sluice.server.fleet;

import com.codahale.metrics.MetricRegistry;
import io.sluice.delivery.hub.TopicRules;
import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.server.admin.Disconnects;
import io.sluice.server.admin.FleetReads;
import io.sluice.server.admin.GatewayReads;
import io.sluice.server.admin.NodeInfo;
import io.sluice.server.presence.PresenceTeller;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** This gateway as one of several that share a Redis. Thread-safe. */
public final class Fleet {

    private static final long CLAIM_SECONDS = 20;
    private static final Executor WRITERS =
            task -> Thread.ofVirtual().name("fleet-answer").start(task);
    private static final int COUNTED_BITS = 32;

    private final OwnerLoop loop;
    private final String process;
    private final IntFunction<NodeInfo> self;
    private final FleetMetrics metrics;
    private final Membership membership;
    private final RosterTeller teller;
    private final Sweeper sweeper;
    private final Questions questions;
    private final AtomicLong connections = new AtomicLong();

    /**
     * Nothing is sent before {@link #start}.
     *
     * @param loop of the fleet alone
     * @param self what this gateway says of itself under a number; any thread
     */
    public Fleet(
            FleetLink link,
            TopicKeys topics,
            OwnerLoop loop,
            Settings settings,
            IntFunction<NodeInfo> self,
            InstantSource clock,
            MetricRegistry registry) {
        this.loop = loop;
        this.self = self;
        SecureRandom random = new SecureRandom();
        process = Long.toString(random.nextLong() >>> 1, 36);
        FleetNames names = new FleetNames(settings.prefix());
        metrics = new FleetMetrics(registry);
        PresenceTopics presence =
                new PresenceTopics(names, topics, settings.rules(), settings.headLife(), clock, process);
        membership = new Membership(
                link,
                names,
                loop,
                new Membership.Settings(settings.lease(), process, () -> 1 + random.nextInt(Membership.NUMBERS - 1)),
                self,
                metrics);
        teller = new RosterTeller(link, names, loop, membership, presence, settings.maxMembers());
        sweeper = new Sweeper(link, names, loop, presence, settings.lease(), metrics);
        questions = new Questions(link, names, loop, process, settings.deadline(), WRITERS, metrics);
    }

    /**
     * What a node of a fleet needs to know.
     *
     * @param prefix of keys and channels
     * @param lease without whose renewal a node is dead
     * @param deadline of questions to other nodes
     * @param headLife as the engine has it
     * @param maxMembers of a topic, over all nodes
     */
    public record Settings(
            String prefix, Duration lease, Duration deadline, Duration headLife, TopicRules rules, int maxMembers) {}

    /** Tells who comes and goes, so that it is true over all nodes. */
    public PresenceTeller teller() {
        return teller;
    }

    /**
     * Takes its place in the fleet; returns when it has it.
     *
     * @param tellsAgain has presence told anew, and runs what it is given when it is
     * @return what asks the whole fleet
     * @throws RuntimeException if Redis does not answer
     */
    public FleetReads start(Consumer<Runnable> tellsAgain, GatewayReads reads, Disconnects disconnects) {
        try {
            return join(tellsAgain, reads, disconnects)
                    .orTimeout(CLAIM_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the fleet cannot be joined: " + e.getCause(), e);
        }
    }

    /** The same, for those who do not wait. */
    CompletableFuture<FleetReads> join(Consumer<Runnable> tellsAgain, GatewayReads reads, Disconnects disconnects) {
        WholeFleet whole = new WholeFleet(questions, process, this::self, reads, disconnects, metrics);
        return questions
                .start(whole::answer)
                .thenCompose(hearing -> membership.start(tellsAgain, this::onTick))
                .<FleetReads>thenApply(claimed -> whole)
                .toCompletableFuture();
    }

    private void onTick() {
        sweeper.look();
        teller.forgetEmptyTopics();
        var unused = questions.living().thenAccept(nodes -> metrics.nodes.set(nodes.size()));
    }

    /** What this gateway says of itself now. */
    public NodeInfo self() {
        return self.apply(membership.number());
    }

    /** Another id, different from those of all nodes, and exact in JSON. */
    public long nextConnectionId() {
        long count = connections.incrementAndGet() & ((1L << COUNTED_BITS) - 1);
        return ((long) membership.number() << COUNTED_BITS) | count;
    }

    /** Says again what this gateway is. */
    public void announce() {
        loop.execute(membership::announce);
    }

    /** This gateway is about to end: after this time its members are told of as gone, where they are nowhere else. */
    public CompletableFuture<Void> resign(Duration after) {
        CompletableFuture<Void> told = new CompletableFuture<>();
        loop.execute(() -> membership.resign(after, () -> told.complete(null)));
        return told;
    }
}
