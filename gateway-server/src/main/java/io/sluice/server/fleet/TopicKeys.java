package io.sluice.server.fleet;

import io.sluice.model.TopicName;
import java.nio.charset.StandardCharsets;

/** Where the engine keeps the topics to which the fleet appends, and how it publishes them. */
public interface TopicKeys {

    byte[] log(TopicName topic);

    byte[] head(TopicName topic);

    byte[] channel(TopicName topic);

    /** {@code PUBLISH} or {@code SPUBLISH}, as the engine subscribes. */
    String publishCommand();

    /** The layout of an engine with this prefix, on one Redis. */
    static TopicKeys of(String prefix) {
        return new TopicKeys() {
            @Override
            public byte[] log(TopicName topic) {
                return key('l', topic);
            }

            @Override
            public byte[] head(TopicName topic) {
                return key('h', topic);
            }

            @Override
            public byte[] channel(TopicName topic) {
                return key('c', topic);
            }

            private byte[] key(char kind, TopicName topic) {
                return (prefix + ":1:" + kind + ":{" + topic.value() + '}').getBytes(StandardCharsets.US_ASCII);
            }

            @Override
            public String publishCommand() {
                return "PUBLISH";
            }
        };
    }
}
