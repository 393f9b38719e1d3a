package io.sluice.server.engine.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.RedisPubSubListener;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what Lettuce says of its connection for messages into what the engine hears. */
final class Subscriptions {

    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

    private final Names names;
    private final RedisPort.Listener listener;
    private volatile boolean lost;
    private volatile boolean ended;

    Subscriptions(Names names, RedisPort.Listener listener) {
        this.names = names;
        this.listener = listener;
    }

    /** What is lost from now on is lost on purpose. */
    void end() {
        ended = true;
    }

    RedisPubSubListener<byte[], byte[]> ofMessages() {
        return new RedisPubSubAdapter<>() {
            @Override
            public void message(byte[] channel, byte[] message) {
                if (names.isOfTopic(channel)) {
                    listener.onMessage(names.topicOf(channel), message);
                } else {
                    listener.onPing(new String(message, StandardCharsets.US_ASCII));
                }
            }

            @Override
            public void subscribed(byte[] channel, long count) {
                if (names.isOfTopic(channel)) {
                    listener.onSubscribed(names.topicOf(channel));
                }
            }
        };
    }

    RedisConnectionStateListener ofConnection() {
        return new RedisConnectionStateAdapter() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                if (!lost && !ended) {
                    lost = true;
                    LOG.warn("Redis is lost: publishes get 503, subscribers stay");
                }
                listener.onSubscriptionsLost();
            }

            @Override
            public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
                if (lost) {
                    lost = false;
                    LOG.info("Redis is back: {}", address);
                }
            }
        };
    }
}
