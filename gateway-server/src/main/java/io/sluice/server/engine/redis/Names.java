package io.sluice.server.engine.redis;

import io.sluice.delivery.hub.PublishCommand;
import io.sluice.model.TopicName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Keys and channels. They hold the version of what is behind them, and the topic in braces, so that all that belongs to a
 * topic lies in one slot of a cluster; so does what tells of its presence.
 */
final class Names {

    private final String prefix;

    Names(String prefix) {
        this.prefix = prefix + ':' + RedisMessage.VERSION + ':';
    }

    byte[] log(TopicName topic) {
        return bytes(prefix + "l:" + tagged(topic));
    }

    byte[] head(TopicName topic) {
        return bytes(prefix + "h:" + tagged(topic));
    }

    String channel(TopicName topic) {
        return prefix + "c:" + tagged(topic);
    }

    /** How the channels of one process begin through which it hears itself. */
    String pulseChannel(String node) {
        return prefix + "n:" + node;
    }

    /** Under which a publication is known to have been made, beside the first of its topics. */
    byte[] id(TopicName topic, String id) {
        return bytes(prefix + "i:" + tagged(topic) + ':' + id);
    }

    private static String tagged(TopicName topic) {
        TopicName subject = topic.presenceSubject();
        return subject == null ? '{' + topic.value() + '}' : '{' + subject.value() + "}p";
    }

    /** What a publication is known by: the publisher's own id counts for the same topics only. */
    static String idOf(PublishCommand command, String recordId) {
        return command.id() == null ? recordId : digest(command);
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
