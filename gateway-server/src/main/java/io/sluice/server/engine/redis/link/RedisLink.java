package io.sluice.server.engine.redis.link;

import java.util.Collection;
import java.util.concurrent.CompletionStage;

/**
 * The way to Redis and back. Commands may be given by any thread, and are answered on any; channels are the business of the
 * engine's loop.
 */
public interface RedisLink extends AutoCloseable {

    /**
     * Carries out a script as one step.
     *
     * @param keys all in one slot where {@link #isSharded()}
     * @return {@code byte[]} or {@code List<Object>}, as the script says; fails with a {@link RedisFailure}
     */
    <T> CompletionStage<T> run(Script script, byte[][] keys, byte[][] values);

    /** Whether keys are spread over several servers. */
    boolean isSharded();

    /** The servers that keep something now, as metrics call them; any thread. */
    Collection<String> shards();

    /** The server that a channel or key is kept by, as metrics call it. */
    String shardOf(String key);

    /**
     * Hears a channel, until it is given up. Loop only.
     *
     * @param channel of its own slot, as a key has
     */
    void subscribe(String channel, ChannelListener listener);

    /** Gives a channel up. Loop only. */
    void unsubscribe(String channel);

    /** Sends a message to all who hear the channel; nothing is said where it cannot be sent. */
    void send(String channel, byte[] message);

    /** Sends a message through each server to this process itself; the task runs, on any thread, when all have come back. */
    void pulse(Runnable onArrival);

    /** Whenever a connection to any master is lost; the task runs on the loop. Any thread. */
    void onAnyConnectionLost(Runnable task);

    @Override
    void close();

    /** Hears what becomes of a channel. */
    interface ChannelListener {

        /** A message, in the order sent as long as the connection lasts; the connection's thread. */
        void onMessage(String channel, byte[] message);

        /** What is sent from now on comes; again so after it was lost. Loop only. */
        void onSubscribed(String channel);

        /** It cannot be heard now; it is tried again when it is asked for, or once there is a connection. Loop only. */
        void onSubscribeFailed(String channel, RedisFailure cause);

        /** Messages may be lost until it is subscribed again. Loop only. */
        void onSubscriptionLost(String channel);
    }
}
