package io.sluice.server.engine.redis;

import io.sluice.model.Position;
import io.sluice.model.TopicName;
import io.sluice.server.engine.redis.RedisPort.PublishAnswer;
import io.sluice.server.engine.redis.RedisPort.ReadAnswer;
import io.sluice.server.engine.redis.RedisPort.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads what the scripts answer. */
final class Answers {

    private Answers() {}

    static PublishAnswer published(byte[] text) {
        String[] fields = text(text).split(" ", -1);
        List<Position> positions = new ArrayList<>(fields.length - 1);
        for (int i = 1; i < fields.length; i++) {
            positions.add(Position.parse(fields[i]));
        }
        return new PublishAnswer(fields[0], positions);
    }

    static ReadAnswer read(List<Object> fields) {
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

    static Map<TopicName, Optional<Position>> heads(List<TopicName> topics, List<Object> texts) {
        Map<TopicName, Optional<Position>> heads = new HashMap<>();
        for (int i = 0; i < topics.size(); i++) {
            String text = text(texts.get(i));
            heads.put(topics.get(i), text.isEmpty() ? Optional.empty() : Optional.of(Position.parse(text)));
        }
        return heads;
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.US_ASCII);
    }
}
