package io.sluice.server.engine.redis.link;

import io.lettuce.core.cluster.SlotHash;
import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.server.engine.redis.link.RedisLink.ChannelListener;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

/**
 * Proves that one server takes messages and gives them back. One through which nothing has come for a while, though it is
 * connected, is of no use: it may have been frozen, or cut off without a word. Loop only, but for the arrival.
 */
final class Pulse implements ChannelListener {

    private static final Script SCRIPT = Script.ofBytes(Pulse.class, "pulse.lua");
    private static final byte[] KEPT_MILLIS = "60000".getBytes(StandardCharsets.US_ASCII);

    /** A message through every server, told of once it is back from all of them. */
    static final class Round {

        private final AtomicInteger missing;
        private final Runnable onArrival;

        Round(int shards, Runnable onArrival) {
            this.missing = new AtomicInteger(shards);
            this.onArrival = onArrival;
        }

        private void onArrived() {
            if (missing.decrementAndGet() == 0) {
                onArrival.run();
            }
        }
    }

    /** Gives a command; fails with a {@link RedisFailure}. */
    @FunctionalInterface
    interface Sender {
        CompletionStage<byte[]> run(Script script, byte[][] keys, byte[][] values);
    }

    private record Sent(String token, long nanos, Round round) {}

    private final Feed feed;
    private final String channelPrefix;
    private final OwnerLoop loop;
    private final long patienceNanos;
    private final Sender sender;
    private final LinkMetrics metrics;
    private final Runnable onTrouble;
    private final CompletableFuture<Void> heard = new CompletableFuture<>();
    private volatile Sent last;
    private volatile long aliveNanos;
    private String channel = "";
    private long tokens;

    /**
     * A pulse through one server.
     *
     * @param channelPrefix how channels begin that nobody else uses
     * @param onTrouble hears that its slot may be kept by another server
     * @param patienceNanos after which a silent connection is given up
     */
    Pulse(
            Feed feed,
            String channelPrefix,
            OwnerLoop loop,
            long patienceNanos,
            Sender sender,
            LinkMetrics metrics,
            Runnable onTrouble) {
        this.feed = feed;
        this.channelPrefix = channelPrefix;
        this.loop = loop;
        this.patienceNanos = patienceNanos;
        this.sender = sender;
        this.metrics = metrics;
        this.onTrouble = onTrouble;
        this.aliveNanos = loop.nanoTime();
        this.last = new Sent("", aliveNanos, new Round(0, () -> {}));
    }

    /** Done when messages can come for the first time; fails where the server does not connect at once, or says no. */
    CompletionStage<Void> heard() {
        return feed.connected().thenCompose(connected -> heard);
    }

    /** Goes through one of these slots from now on, the same as before if it can. */
    void keepTo(IntPredicate slots) {
        assert loop.inLoop();
        if (!channel.isEmpty() && slots.test(SlotHash.getSlot(channel))) {
            return;
        }
        if (!channel.isEmpty()) {
            feed.unsubscribe(channel);
        }
        int tag = 0;
        do {
            channel = channelPrefix + ":{" + tag++ + '}';
        } while (!slots.test(SlotHash.getSlot(channel)));
        feed.subscribe(channel, this);
    }

    /**
     * Sends the next message.
     *
     * @return whether the connection is silent for too long
     */
    boolean send(Round round) {
        assert loop.inLoop();
        long now = loop.nanoTime();
        Sent sent = new Sent(Long.toString(++tokens), now, round);
        last = sent;
        byte[] key = channel.getBytes(StandardCharsets.US_ASCII);
        byte[][] values = {key, sent.token().getBytes(StandardCharsets.US_ASCII), KEPT_MILLIS};
        sender.run(SCRIPT, new byte[][] {key}, values).whenComplete((done, failure) -> {
            if (failure != null && RedisFailure.of(failure).isRefusal()) {
                // It says no, so it is there: another connection would hear the same.
                aliveNanos = loop.nanoTime();
            }
        });
        Long since = feed.openSinceNanos();
        return since != null && now - since > patienceNanos && now - aliveNanos > patienceNanos;
    }

    @Override
    public void onMessage(String from, byte[] message) {
        Sent sent = last;
        aliveNanos = loop.nanoTime();
        if (sent.token().equals(new String(message, StandardCharsets.US_ASCII))) {
            metrics.recordPulse(feed.shard(), loop.nanoTime() - sent.nanos());
            sent.round().onArrived();
        }
    }

    @Override
    public void onSubscribed(String from) {
        heard.complete(null);
    }

    @Override
    public void onSubscribeFailed(String from, RedisFailure cause) {
        if (cause.isFinal()) {
            heard.completeExceptionally(cause);
        }
        onTrouble.run();
        loop.schedule(() -> feed.askAgain(from), patienceNanos / 2);
    }

    @Override
    public void onSubscriptionLost(String from) {
        onTrouble.run();
    }
}
