package io.sluice.server.fleet;

import io.sluice.model.TopicName;
import java.nio.charset.StandardCharsets;

/** Where the engine keeps the topics to which the fleet appends. */
public interface TopicKeys {

    byte[] log(TopicName topic);

    byte[] head(TopicName topic);

    byte[] channel(TopicName topic);

    /** The layout of an engine with this prefix. */
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
                TopicName subject = topic.presenceSubject();
                String tagged = subject == null ? '{' + topic.value() + '}' : '{' + subject.value() + "}p";
                return (prefix + ":1:" + kind + ':' + tagged).getBytes(StandardCharsets.US_ASCII);
            }
        };
    }
}
