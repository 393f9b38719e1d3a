package io.sluice.server.engine.redis;

import io.sluice.delivery.hub.TopicRule;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.shard.LagPolicy;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import io.sluice.server.engine.redis.link.RedisFailure;
import io.sluice.server.engine.redis.link.RedisLink;
import io.sluice.server.engine.redis.link.Script;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Topics as keys, scripts and channels of Redis. Any thread, but for the channels. */
final class RedisTopics implements RedisPort {

    private static final Script PUBLISH = Script.ofBytes(RedisTopics.class, "append.lua", "publish.lua");
    private static final Script READ = Script.ofList(RedisTopics.class, "touch.lua", "read.lua");
    private static final Script LOOK = Script.ofList(RedisTopics.class, "look.lua", "read.lua");
    private static final Script REPLACE = Script.ofBytes(RedisTopics.class, "replace.lua");
    private static final Script HEADS = Script.ofList(RedisTopics.class, "touch.lua", "heads.lua");
    private static final Script LOOK_AT_HEADS = Script.ofList(RedisTopics.class, "look.lua", "heads.lua");

    private static final Script ANNOUNCE = Script.ofBytes(RedisTopics.class, "announce.lua");

    private static final String RECORDS_AT_ONCE = "256";
    private static final String BYTES_AT_ONCE = Integer.toString(1 << 20);
    private static final long HEAD_OVER_LOG_MILLIS = 60_000;

    /** A head to which nothing was ever published is kept while somebody follows it. */
    private static final long EMPTY_HEAD_MILLIS = 60_000;

    /** Reserved, and nobody's presence. */
    private static final TopicName TRIAL = new TopicName("presence:");

    private final SecureRandom epochs = new SecureRandom();
    private final RedisLink link;
    private final Names names;
    private final long headLifeMillis;
    private final byte[] headMillis;
    private final byte[] emptyMillis;

    RedisTopics(RedisLink link, Names names, Duration headLife, Duration checkInterval) {
        this.link = link;
        this.names = names;
        this.headLifeMillis = headLife.toMillis();
        this.headMillis = bytes(headLifeMillis);
        this.emptyMillis =
                bytes(Math.max(EMPTY_HEAD_MILLIS, checkInterval.multipliedBy(3).toMillis()));
    }

    /** Whether all that will be asked of Redis is done for this user; tried on a topic that nobody can name. */
    CompletionStage<Void> tryOut() {
        TopicRule rule =
                new TopicRule(new Retention(1, 1 << 10, Duration.ofSeconds(1)), new LagPolicy.Disconnect(), false);
        String record = newEpochText();
        PublishRequest first = new PublishRequest(
                record + 1, 1, record + 1, 0, new byte[0], new byte[1], List.of(TRIAL), List.of(rule));
        PublishRequest second = new PublishRequest(
                record + 2, 1, record + 2, 0, new byte[0], new byte[1], List.of(TRIAL), List.of(rule));
        // The second one makes the first one go, which takes other commands.
        return publish(first)
                .thenCompose(answer -> publish(second))
                .thenCompose(answer -> read(TRIAL, null))
                .thenCompose(answer -> replaceEpoch(TRIAL, answer.head().epoch()))
                .thenCompose(done -> heads(List.of(TRIAL)))
                .thenCompose(done ->
                        link.run(ANNOUNCE, new byte[][] {names.log(TRIAL)}, new byte[][] {ascii(names.channel(TRIAL))}))
                .thenAccept(done -> {});
    }

    // ---- publishing

    @Override
    public CompletionStage<PublishAnswer> publish(PublishRequest request) {
        if (!link.isSharded() || request.topics().size() == 1) {
            return publishInOneStep(request);
        }
        List<CompletableFuture<PublishAnswer>> parts = IntStream.range(
                        0, request.topics().size())
                .mapToObj(i -> publishInOneStep(request.only(i)).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .handle((done, failure) -> together(request, parts));
    }

    private CompletionStage<PublishAnswer> publishInOneStep(PublishRequest request) {
        int topics = request.topics().size();
        byte[][] keys = new byte[1 + 2 * topics][];
        byte[][] values = new byte[7 + 4 * topics][];
        keys[0] = names.id(request.topics().getFirst(), request.id());
        values[0] = newEpoch();
        values[1] = bytes(request.kind());
        values[2] = ascii(request.recordId());
        values[3] = request.key();
        values[4] = request.payload();
        values[5] = bytes(request.idMillis());
        // A head outlives its log, or the log would be lost with it.
        long ageMillis = request.rules().stream()
                .mapToLong(rule -> rule.retention().age().toMillis())
                .max()
                .orElse(0);
        values[6] = bytes(Math.max(headLifeMillis, ageMillis + HEAD_OVER_LOG_MILLIS));
        for (int i = 0; i < topics; i++) {
            TopicName topic = request.topics().get(i);
            var retention = request.rules().get(i).retention();
            keys[1 + 2 * i] = names.log(topic);
            keys[2 + 2 * i] = names.head(topic);
            values[7 + 4 * i] = ascii(names.channel(topic));
            values[8 + 4 * i] = bytes(retention.messages());
            values[9 + 4 * i] = bytes(retention.bytes());
            values[10 + 4 * i] = bytes(retention.age().toMillis());
        }
        return link.<byte[]>run(PUBLISH, keys, values).thenApply(Answers::published);
    }

    /** Replayed only where every part of it was. */
    private static PublishAnswer together(PublishRequest request, List<CompletableFuture<PublishAnswer>> parts) {
        List<Position> positions = new ArrayList<>(parts.size());
        String recordId = "";
        boolean maybeDone = false;
        Throwable missing = null;
        for (CompletableFuture<PublishAnswer> part : parts) {
            if (part.isCompletedExceptionally()) {
                Throwable thrown = part.exceptionNow();
                missing = thrown;
                maybeDone |= !(thrown instanceof RedisFailure failure) || failure.isMaybeDone();
            } else {
                maybeDone = true;
                PublishAnswer answer = part.resultNow();
                positions.addAll(answer.positions());
                boolean isOwn = answer.recordId().equals(request.recordId());
                recordId = isOwn || recordId.isEmpty() ? answer.recordId() : recordId;
            }
        }
        if (missing != null) {
            throw new RedisFailure(missing, maybeDone);
        }
        return new PublishAnswer(recordId, positions);
    }

    // ---- reading

    @Override
    public CompletionStage<ReadAnswer> read(TopicName topic, @Nullable Known known) {
        byte[][] values = {
            newEpoch(),
            headMillis,
            ascii(known == null ? "" : known.position().epochText()),
            ascii(known == null ? "" : Long.toString(known.position().offset())),
            ascii(known == null ? "" : known.id()),
            ascii(RECORDS_AT_ONCE),
            ascii(BYTES_AT_ONCE),
            emptyMillis
        };
        return reading(READ, LOOK, logAndHead(topic), values).thenApply(Answers::read);
    }

    @Override
    public CompletionStage<Void> replaceEpoch(TopicName topic, long epoch) {
        byte[][] values = {
            ascii(new Position(epoch, 0).epochText()), newEpoch(), headMillis, ascii(names.channel(topic))
        };
        return link.<byte[]>run(REPLACE, logAndHead(topic), values).thenAccept(answer -> {});
    }

    @Override
    public CompletionStage<Map<TopicName, Optional<Position>>> heads(List<TopicName> topics) {
        if (!link.isSharded()) {
            return headsInOneStep(topics);
        }
        // Each by itself: what one server does not answer must not hide what the others do.
        List<CompletableFuture<Map<TopicName, Optional<Position>>>> parts = topics.stream()
                .map(topic -> headsInOneStep(List.of(topic))
                        .exceptionally(failure -> Map.of())
                        .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).thenApply(done -> {
            Map<TopicName, Optional<Position>> all = new HashMap<>();
            parts.forEach(part -> all.putAll(part.resultNow()));
            return all;
        });
    }

    private CompletionStage<Map<TopicName, Optional<Position>>> headsInOneStep(List<TopicName> topics) {
        byte[][] keys = topics.stream().map(names::head).toArray(byte[][]::new);
        return reading(HEADS, LOOK_AT_HEADS, keys, new byte[][] {headMillis, emptyMillis})
                .thenApply(answer -> Answers.heads(topics, answer));
    }

    /** Reads all the same where Redis takes no writes at present, such as those that keep heads. */
    private CompletionStage<List<Object>> reading(Script script, Script withoutWrites, byte[][] keys, byte[][] values) {
        return link.<List<Object>>run(script, keys, values)
                .exceptionallyCompose(thrown -> RedisFailure.of(thrown).isRefusal()
                        ? link.run(withoutWrites, keys, values)
                        : CompletableFuture.failedStage(thrown));
    }

    private byte[][] logAndHead(TopicName topic) {
        return new byte[][] {names.log(topic), names.head(topic)};
    }

    @Override
    public Collection<String> shards() {
        return link.shards();
    }

    @Override
    public String shardOf(TopicName topic) {
        return link.shardOf(names.channel(topic));
    }

    // ---- messages

    @Override
    public void subscribe(TopicName topic, Listener listener) {
        link.subscribe(names.channel(topic), new TopicChannel(topic, listener));
    }

    @Override
    public void unsubscribe(TopicName topic) {
        link.unsubscribe(names.channel(topic));
    }

    private record TopicChannel(TopicName topic, Listener listener) implements RedisLink.ChannelListener {

        @Override
        public void onMessage(String channel, byte[] message) {
            listener.onMessage(topic, message);
        }

        @Override
        public void onSubscribed(String channel) {
            listener.onSubscribed(topic);
        }

        @Override
        public void onSubscribeFailed(String channel, RedisFailure cause) {
            listener.onSubscribeFailed(topic);
        }

        @Override
        public void onSubscriptionLost(String channel) {
            listener.onSubscriptionLost(topic);
        }
    }

    // ---- texts

    /** Never negative, so that its text is short arithmetic everywhere. */
    private byte[] newEpoch() {
        return ascii(newEpochText());
    }

    private String newEpochText() {
        return new Position(epochs.nextLong() >>> 1, 0).epochText();
    }

    private static byte[] bytes(long number) {
        return ascii(Long.toString(number));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
