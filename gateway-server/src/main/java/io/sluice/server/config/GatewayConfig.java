package io.sluice.server.config;

import io.sluice.model.TopicPattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The whole configuration. The path of accessors is the key: {@code push.max-payload} is {@code push().maxPayloadBytes()};
 * only a unit may be appended. Every value is within the range that {@code Schema} states for its key, and the rules
 * between keys hold, if the object comes from {@link ConfigLoader} or {@link #of}.
 *
 * @param workers event loops of the client port; 0 stands for the number of processors, see {@link #workerCount()}
 * @param topics that live under other rules than {@link #retention()} and {@link #lag()}; no two have the same pattern
 */
public record GatewayConfig(
        Client client,
        Push push,
        Heartbeat heartbeat,
        Retention retention,
        Limits limits,
        Compression compression,
        Delivery delivery,
        Lag lag,
        Close close,
        Hub hub,
        Shard shard,
        Memory memory,
        Drain drain,
        Summary summary,
        Explain explain,
        Start start,
        Presence presence,
        Idempotency idempotency,
        Engine engine,
        Redis redis,
        Node node,
        TlsConfig tls,
        Transport transport,
        int workers,
        List<Topic> topics) {

    public GatewayConfig {
        topics = List.copyOf(topics);
    }

    /**
     * The defaults with some settings changed, for tests and embedding.
     *
     * @param settings {@code dotted.key=value}, as after {@code --set}
     * @throws IllegalArgumentException if a setting is wrong; the message lists every problem
     */
    public static GatewayConfig of(String... settings) {
        return switch (ConfigLoader.withoutFile().settings(List.of(settings)).load()) {
            case ConfigResult.Valid valid -> valid.config();
            case ConfigResult.Invalid invalid ->
                throw new IllegalArgumentException(String.join("\n", invalid.problems()));
        };
    }

    /** What gives publications their offsets. */
    public record Engine(EngineType type) {}

    /**
     * How Redis is used, where it is the engine.
     *
     * @param cluster whether it is a cluster, of which the URI names some servers
     * @param authority certificates that Redis' own is signed by; empty for those that Java trusts
     * @param prefix of keys and channels
     * @param commandTimeout without an answer
     * @param publishDeadline after which a publish without an answer is answered as unknown
     * @param checkInterval between comparisons of heads
     * @param headLife of a topic's epoch after its last publication
     * @param readyGrace without a sign of life before the gateway is not ready
     * @param commands publishes under way at a time
     * @param lease without whose renewal the other gateways take this one for dead
     */
    public record Redis(
            RedisUri uri,
            boolean cluster,
            Optional<Path> authority,
            String prefix,
            Duration commandTimeout,
            Duration publishDeadline,
            Duration checkInterval,
            Duration headLife,
            Duration readyGrace,
            int commands,
            long bytes,
            Duration lease) {}

    /**
     * This gateway among others.
     *
     * @param name for people; {@code auto} stands for the host's name and the client port
     */
    public record Node(String name) {}

    /** The number of client event loops, at least 1. */
    public int workerCount() {
        return workers == 0 ? Runtime.getRuntime().availableProcessors() : workers;
    }

    /**
     * The port for subscribers.
     *
     * @param port 0 to 65535; 0 lets the system choose a free one
     * @param userHeader in small letters, by which trusted proxies say who a client is; empty for none
     */
    public record Client(
            String host,
            int port,
            List<OriginPattern> origins,
            boolean allowMissingOrigin,
            List<Cidr> trustedProxies,
            boolean proxyProtocol,
            String userHeader,
            TlsConfig.Port tls) {

        public Client {
            origins = List.copyOf(origins);
            trustedProxies = List.copyOf(trustedProxies);
        }
    }

    /**
     * Whether WebSocket messages are compressed for clients that offer permessage-deflate.
     *
     * @param level of zlib, 1 to 9
     * @param minBytes of a message; a shorter one goes out as it is
     * @param maxBytes of a message; a longer one goes out as it is
     */
    public record Compression(boolean enabled, int level, int minBytes, int maxBytes) {}

    /**
     * The port for publishers.
     *
     * @param port 0 to 65535; 0 lets the system choose a free one
     * @param keys names and secrets, both unique; empty only on a loopback host or where publishers need a certificate
     * @param hosts lower-case host names without port
     * @param maxPipelined requests in flight per publisher connection
     * @param coalesce how long requests wait for others when CPU is short
     */
    public record Push(
            String host,
            int port,
            List<PushKey> keys,
            List<String> hosts,
            int maxPayloadBytes,
            int maxPipelined,
            int maxTopics,
            int batchMaxLines,
            Duration coalesce,
            TlsConfig.PushPort tls) {

        public Push {
            keys = List.copyOf(keys);
            hosts = List.copyOf(hosts);
        }

        /** Whether only this machine can reach the push port. A name other than localhost counts as reachable. */
        public boolean isLoopback() {
            return Hosts.isLoopback(host);
        }
    }

    /**
     * How dead subscribers are found.
     *
     * @param timeout without a byte from the subscriber; longer than the interval
     */
    public record Heartbeat(Duration interval, Duration timeout) {}

    /** What a topic keeps; the first bound reached counts. */
    public record Retention(int messages, long bytes, Duration age) {}

    /**
     * How many and how large.
     *
     * @param handshakes in flight, over all loops
     * @param inboundRatePerSecond messages of one client, on average
     */
    public record Limits(
            int connections,
            int connectionsPerAddress,
            int handshakes,
            Duration handshakeTimeout,
            int topicsPerConnection,
            int inboundFrameBytes,
            int headerBytes,
            int requestLineBytes,
            int topics,
            int pushConnections,
            int inboundRatePerSecond) {}

    /**
     * How bytes leave for a subscriber.
     *
     * @param lowWatermarkBytes at most the high watermark
     * @param notsentLowatBytes TCP_NOTSENT_LOWAT; 0 leaves it to the kernel
     * @param sendBufferBytes SO_SNDBUF; 0 leaves it to the kernel
     */
    public record Delivery(
            int highWatermarkBytes,
            int lowWatermarkBytes,
            int sliceBytes,
            int notsentLowatBytes,
            int sendBufferBytes,
            boolean directWrite) {}

    /**
     * Patience with slow subscribers.
     *
     * @param policy for a subscriber that retention overtakes
     * @param maxKeys with {@link Policy#LATEST}: with more keys than this it skips
     * @param maxTime a connection without progress for this long is slow
     */
    public record Lag(Policy policy, int maxKeys, Duration maxTime) {

        /** What becomes of a subscriber that retention overtakes. */
        public enum Policy {
            DISCONNECT,
            SKIP,
            LATEST
        }
    }

    /**
     * The rule for the topics of a pattern, with what it inherits filled in.
     *
     * @param presence whether it is told who comes and goes
     */
    public record Topic(
            TopicPattern match, Retention retention, Lag.Policy lagPolicy, int lagMaxKeys, boolean presence) {}

    /**
     * Who comes and goes.
     *
     * @param debounce who is back within this time has neither left nor come
     * @param maxMembers that are counted, per topic
     */
    public record Presence(Duration debounce, int maxMembers) {}

    /**
     * Publishes that may come twice.
     *
     * @param window how long an id is remembered
     * @param maxIds that are remembered at most
     */
    public record Idempotency(Duration window, int maxIds) {}

    /**
     * Patience with closing connections.
     *
     * @param timeout how long a Close may wait behind pending frames
     */
    public record Close(Duration timeout) {}

    /**
     * The hub's queues.
     *
     * @param mailboxShare above 0, at most 1: the part of the mailbox that one publisher key may fill
     */
    public record Hub(
            int mailboxCommands, long mailboxBytes, double mailboxShare, int subscribeCommands, Duration publishWait) {}

    /**
     * The turns of a delivery loop.
     *
     * @param maxStall a shard silent for this long is no longer waited for
     * @param passTime a delivery pass yields after this
     */
    public record Shard(Duration maxStall, Duration passTime) {}

    /**
     * Bounds of memory over all topics.
     *
     * @param logBudget retained and pinned log bytes of this node
     */
    public record Memory(LogBudget logBudget) {}

    /**
     * The way out after SIGTERM.
     *
     * @param window from SIGTERM to exit, grace included; longer than the grace
     * @param ratePerSecond how many connections are told to go away per second
     */
    public record Drain(Duration grace, Duration window, int ratePerSecond) {}

    /**
     * What is logged regularly.
     *
     * @param interval between two summary lines
     */
    public record Summary(Duration interval) {}

    /**
     * What is remembered, so that it can be said why a message did not come.
     *
     * @param closedConnections of all shards
     * @param refusals of handshakes
     */
    public record Explain(int closedConnections, int refusals) {}

    /**
     * The start of the process.
     *
     * @param warmUp zero for none
     */
    public record Start(Duration warmUp) {}
}
