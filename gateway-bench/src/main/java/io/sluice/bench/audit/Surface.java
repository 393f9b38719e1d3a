package io.sluice.bench.audit;

import io.sluice.bench.wire.FrameScanner;
import io.sluice.bench.wire.StreamScanner;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gateway's surfaces: what is asked for, and who reads what follows. */
public enum Surface {
    JSON {
        @Override
        String head(List<? extends TopicStream> streams) {
            return "/ws HTTP/1.1\r\nSec-WebSocket-Protocol: sluice.v1.json\r\n" + UPGRADE;
        }

        @Override
        StreamScanner reader(Connection connection, List<? extends TopicStream> streams) {
            return new FrameScanner(new JsonReader(connection, streams), MAX_MESSAGE_BYTES);
        }
    },
    PLAIN {
        @Override
        String head(List<? extends TopicStream> streams) {
            return "/ws?topic=" + only(streams).topic() + since(only(streams)) + " HTTP/1.1\r\n" + UPGRADE;
        }

        @Override
        StreamScanner reader(Connection connection, List<? extends TopicStream> streams) {
            return new FrameScanner(new PlainReader(connection, only(streams)));
        }
    },
    SSE {
        @Override
        String head(List<? extends TopicStream> streams) {
            String topic = only(streams).topic();
            return "/sse?topic=" + topic + since(only(streams)) + " HTTP/1.1\r\nAccept: text/event-stream\r\n";
        }

        @Override
        StreamScanner reader(Connection connection, List<? extends TopicStream> streams) {
            return new EventStreamReader(connection, only(streams));
        }
    };

    static final int MAX_MESSAGE_BYTES = 128 << 10;

    private static final String UPGRADE =
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: c2x1aWNlIHNvYWsga2V5IQ==\r\n";

    abstract String head(List<? extends TopicStream> streams);

    abstract StreamScanner reader(Connection connection, List<? extends TopicStream> streams);

    byte[] request(Target target, List<? extends TopicStream> streams) {
        return ("GET " + head(streams) + "Host: " + target.authority() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    int agreedStatus() {
        return this == SSE ? 200 : 101;
    }

    private static TopicStream only(List<? extends TopicStream> streams) {
        if (streams.size() != 1) {
            throw new IllegalArgumentException("one topic per connection here, not " + streams.size());
        }
        return streams.getFirst();
    }

    private static String since(TopicStream stream) {
        @Nullable String position = stream.position();
        return position == null ? "" : "&since=" + position;
    }
}
