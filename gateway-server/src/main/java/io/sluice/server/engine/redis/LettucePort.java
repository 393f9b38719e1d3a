package io.sluice.server.engine.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import io.sluice.server.config.GatewayConfig;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One Redis, or the master that sentinels name, through two connections: one for commands, one for messages. Lettuce connects
 * again by itself, subscribes again what was subscribed, and sends again what was not answered, which the scripts allow for.
 */
final class LettucePort implements RedisPort {

    private static final String RECORDS_AT_ONCE = "256";
    private static final String BYTES_AT_ONCE = Integer.toString(1 << 20);
    private static final long CLOSE_MILLIS = 1000;
    private static final long HEAD_OVER_LOG_MILLIS = 60_000;

    /** A head to which nothing was ever published is kept while somebody follows it. */
    private static final long EMPTY_HEAD_MILLIS = 60_000;

    /** What answers begin with where nothing was carried out. */
    private static final Set<String> REFUSALS =
            Set.of("BUSY", "LOADING", "MASTERDOWN", "MISCONF", "NOAUTH", "NOPERM", "NOREPLICAS", "OOM", "READONLY");

    private final SecureRandom epochs = new SecureRandom();
    private final Names names;
    private final long headLifeMillis;
    private final byte[] headMillis;
    private final byte[] emptyMillis;
    private final byte[] nodeChannel;
    private final ClientResources resources;
    private final RedisClient client;
    private volatile @Nullable Subscriptions subscriptions;
    private final StatefulRedisConnection<byte[], byte[]> commands;
    private final StatefulRedisPubSubConnection<byte[], byte[]> messages;

    /**
     * Connects.
     *
     * @throws RedisException if there is no Redis
     */
    LettucePort(GatewayConfig.Redis settings, Names names) {
        this.names = names;
        this.nodeChannel = names.nodeChannel(Long.toUnsignedString(epochs.nextLong(), 36));
        this.headLifeMillis = settings.headLife().toMillis();
        this.headMillis = bytes(headLifeMillis);
        this.emptyMillis = bytes(Math.max(
                EMPTY_HEAD_MILLIS, settings.checkInterval().multipliedBy(3).toMillis()));
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
        client = RedisClient.create(resources, RedisURI.create(settings.uri().reveal()));
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(settings.commandTimeout()))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.commandTimeout())
                        .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                .enable()
                                .idle(Duration.ofSeconds(5))
                                .interval(Duration.ofSeconds(2))
                                .count(3)
                                .build())
                        .build())
                .build());
        try {
            commands = client.connect(ByteArrayCodec.INSTANCE);
            for (Script script : Script.values()) {
                commands.sync().scriptLoad(script.source());
            }
            messages = client.connectPubSub(ByteArrayCodec.INSTANCE);
        } catch (RuntimeException e) {
            shutDown();
            throw e;
        }
    }

    @Override
    public void listen(Listener listener) {
        Subscriptions heard = new Subscriptions(names, listener);
        subscriptions = heard;
        messages.addListener(heard.ofMessages());
        messages.addListener(heard.ofConnection());
        var unused = messages.async().subscribe(nodeChannel);
    }

    // ---- commands

    @Override
    public CompletionStage<PublishAnswer> publish(PublishRequest request) {
        int topics = request.topics().size();
        byte[][] keys = new byte[1 + 2 * topics][];
        byte[][] values = new byte[7 + 4 * topics][];
        keys[0] = request.idKey();
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
            values[7 + 4 * i] = names.channel(topic);
            values[8 + 4 * i] = bytes(retention.messages());
            values[9 + 4 * i] = bytes(retention.bytes());
            values[10 + 4 * i] = bytes(retention.age().toMillis());
        }
        return this.<byte[]>run(Script.PUBLISH, ScriptOutputType.VALUE, keys, values)
                .thenApply(LettucePort::answer);
    }

    private static PublishAnswer answer(byte[] text) {
        String[] fields = text(text).split(" ", -1);
        List<Position> positions = new ArrayList<>(fields.length - 1);
        for (int i = 1; i < fields.length; i++) {
            positions.add(Position.parse(fields[i]));
        }
        return new PublishAnswer(fields[0], positions);
    }

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
        return this.<List<Object>>run(Script.READ, ScriptOutputType.MULTI, logAndHead(topic), values)
                .thenApply(LettucePort::readAnswer);
    }

    private static ReadAnswer readAnswer(List<Object> fields) {
        List<RedisMessage.Written> records = new ArrayList<>();
        for (Object record : (List<?>) fields.get(4)) {
            if (RedisMessage.parse((byte[]) record) instanceof RedisMessage.Written written) {
                records.add(written);
            }
        }
        return new ReadAnswer(
                Verdict.valueOf(text(fields.get(0)).toUpperCase(Locale.ROOT)),
                Position.parse(text(fields.get(1)) + ':' + text(fields.get(2))),
                Long.parseLong(text(fields.get(3))),
                records);
    }

    @Override
    public CompletionStage<Void> replaceEpoch(TopicName topic, long epoch) {
        byte[][] values = {ascii(new Position(epoch, 0).epochText()), newEpoch(), headMillis, names.channel(topic)};
        return this.<byte[]>run(Script.REPLACE, ScriptOutputType.VALUE, logAndHead(topic), values)
                .thenApply(answer -> null);
    }

    @Override
    public CompletionStage<List<Optional<Position>>> heads(List<TopicName> topics) {
        byte[][] keys = topics.stream().map(names::head).toArray(byte[][]::new);
        return this.<List<Object>>run(
                        Script.HEADS, ScriptOutputType.MULTI, keys, new byte[][] {headMillis, emptyMillis})
                .thenApply(LettucePort::positions);
    }

    private static List<Optional<Position>> positions(List<Object> texts) {
        List<Optional<Position>> positions = new ArrayList<>(texts.size());
        for (Object head : texts) {
            String text = text(head);
            positions.add(text.isEmpty() ? Optional.empty() : Optional.of(Position.parse(text)));
        }
        return positions;
    }

    private byte[][] logAndHead(TopicName topic) {
        return new byte[][] {names.log(topic), names.head(topic)};
    }

    /** By its digest; with its source where Redis has forgotten it. */
    private <T> CompletionStage<T> run(Script script, ScriptOutputType type, byte[][] keys, byte[][] values) {
        if (!commands.isOpen()) {
            return CompletableFuture.failedStage(new RedisFailure(new IllegalStateException("not connected"), false));
        }
        RedisAsyncCommands<byte[], byte[]> async = commands.async();
        return failing(() -> async.<T>evalsha(script.digest(), type, keys, values)
                .exceptionallyCompose(thrown -> unwrapped(thrown) instanceof RedisNoScriptException
                        ? async.eval(script.source(), type, keys, values)
                        : CompletableFuture.failedStage(thrown)));
    }

    private static <T> CompletionStage<T> failing(Supplier<CompletionStage<T>> command) {
        CompletionStage<T> stage;
        try {
            stage = command.get();
        } catch (RuntimeException e) {
            // Not even sent: the client has ended.
            return CompletableFuture.failedStage(new RedisFailure(e, false));
        }
        return stage.exceptionally(thrown -> {
            Throwable cause = unwrapped(thrown);
            throw new RedisFailure(cause, !isRefusedUnseen(cause));
        });
    }

    /**
     * Whether Redis said no before it began. A connection that breaks fails what was sent through it as well as what was not,
     * and a script that fails may have written before: in all other cases nobody knows.
     */
    private static boolean isRefusedUnseen(Throwable cause) {
        return cause instanceof RedisCommandExecutionException
                && REFUSALS.contains(String.valueOf(cause.getMessage()).split(" ", 2)[0]);
    }

    private static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    // ---- messages

    @Override
    public CompletionStage<Void> subscribe(TopicName topic) {
        return failing(() -> messages.async().subscribe(names.channel(topic)));
    }

    @Override
    public void unsubscribe(TopicName topic) {
        var unused = failing(() -> messages.async().unsubscribe(names.channel(topic)));
    }

    @Override
    public void ping(String token) {
        var unused = failing(() -> commands.async().publish(nodeChannel, ascii(token)));
    }

    // ---- the end

    @Override
    public void close() {
        if (subscriptions != null) {
            subscriptions.end();
        }
        commands.closeAsync();
        messages.closeAsync();
        shutDown();
    }

    private void shutDown() {
        client.shutdown(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        resources.shutdown(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSE_MILLIS);
    }

    // ---- texts

    /** Never negative, so that its text is short arithmetic everywhere. */
    private byte[] newEpoch() {
        return ascii(new Position(epochs.nextLong() >>> 1, 0).epochText());
    }

    private static byte[] bytes(long number) {
        return ascii(Long.toString(number));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.US_ASCII);
    }
}
