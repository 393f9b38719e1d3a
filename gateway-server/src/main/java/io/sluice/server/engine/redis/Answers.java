package io.sluice.server.engine.redis;

import io.sluice.model.Position;
import io.sluice.server.engine.redis.RedisPort.PublishAnswer;
import io.sluice.server.engine.redis.RedisPort.ReadAnswer;
import io.sluice.server.engine.redis.RedisPort.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    static List<Optional<Position>> heads(List<Object> texts) {
        List<Optional<Position>> positions = new ArrayList<>(texts.size());
        for (Object head : texts) {
            String text = text(head);
            positions.add(text.isEmpty() ? Optional.empty() : Optional.of(Position.parse(text)));
        }
        return positions;
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.US_ASCII);
    }
}
