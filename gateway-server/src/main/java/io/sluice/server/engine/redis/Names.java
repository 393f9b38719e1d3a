package io.sluice.server.engine.redis;

import io.sluice.delivery.hub.PublishCommand;
import io.sluice.model.TopicName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Keys and channels. They hold the version of what is behind them, and the topic in braces, so that log and head of a topic
 * lie in the same slot of a cluster.
 */
final class Names {

    private final String prefix;
    private final byte[] channelPrefix;

    Names(String prefix) {
        this.prefix = prefix + ':' + RedisMessage.VERSION + ':';
        this.channelPrefix = bytes(this.prefix + "c:{");
    }

    byte[] log(TopicName topic) {
        return bytes(prefix + "l:{" + topic.value() + '}');
    }

    byte[] head(TopicName topic) {
        return bytes(prefix + "h:{" + topic.value() + '}');
    }

    byte[] channel(TopicName topic) {
        return bytes(prefix + "c:{" + topic.value() + '}');
    }

    /** Of messages that a node sends to itself. */
    byte[] nodeChannel(String node) {
        return bytes(prefix + "n:" + node);
    }

    /** Whether this is the channel of a topic, and not of a node. */
    boolean isOfTopic(byte[] channel) {
        return Arrays.mismatch(channel, channelPrefix) == channelPrefix.length;
    }

    /** The topic whose channel this is. */
    TopicName topicOf(byte[] channel) {
        int from = channelPrefix.length;
        return new TopicName(new String(channel, from, channel.length - from - 1, StandardCharsets.US_ASCII));
    }

    /** Under which a publication is known to have been made; the publisher's own id counts for the same topics only. */
    byte[] id(PublishCommand command, String recordId) {
        return bytes(prefix + "i:" + (command.id() == null ? recordId : digest(command)));
    }

    private static String digest(PublishCommand command) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(bytes(String.valueOf(command.publisher())));
            for (TopicName topic : command.topics()) {
                sha.update((byte) ' ');
                sha.update(bytes(topic.value()));
            }
            sha.update((byte) ' ');
            sha.update(bytes(String.valueOf(command.id())));
            return HexFormat.of().formatHex(sha.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
