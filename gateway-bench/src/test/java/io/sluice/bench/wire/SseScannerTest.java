package io.sluice.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SseScannerTest {
    private static final String LONG_VALUE = "0123456789".repeat(9);
    private static final String STREAM = "retry: 1000\n\n: a comment\n\nid: 7\ndata: first\n\ndata:second\nid: 8\n\n"
            + "event: x\r\ndata: " + LONG_VALUE + "\r\n\r\ndata: line one\ndata: line two\n\nid: 9\n\ndate: no\n\n"
            + "data\n\ndata: last\n\n";
    private static final String[] EXPECTED = {
        "message first",
        "message second",
        "message " + LONG_VALUE.substring(0, Stamp.BYTES),
        "message line one",
        "message last"
    };

    @Test
    void eventsAreFoundWhereverTheStreamIsCut() {
        byte[] stream = STREAM.getBytes(StandardCharsets.US_ASCII);
        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= stream.length; second += 5) {
                Recorder recorder = new Recorder();
                Recorder.feed(new SseScanner(recorder), stream, first, second);

                assertThat(recorder.events)
                        .as("cut at %d and %d", first, second)
                        .containsExactly(EXPECTED);
            }
        }
    }

    @Test
    void chunksAreTakenOffWhereverTheStreamIsCut() {
        byte[] stream = chunked(STREAM, 11).getBytes(StandardCharsets.US_ASCII);
        for (int cut = 0; cut <= stream.length; cut++) {
            Recorder recorder = new Recorder();
            Recorder.feed(new ChunkedScanner(new SseScanner(recorder)), stream, cut, cut);

            assertThat(recorder.events).as("cut at %d", cut).containsExactly(EXPECTED);
        }
    }

    @Test
    void bytesBehindTheLastChunkAreRefused() {
        byte[] stream = "0\r\n\r\nmore".getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> Recorder.feed(new ChunkedScanner(new SseScanner(new Recorder())), stream))
                .isInstanceOf(ProtocolException.class);
    }

    private static String chunked(String content, int chunkBytes) {
        StringBuilder chunks = new StringBuilder();
        for (int at = 0; at < content.length(); at += chunkBytes) {
            String chunk = content.substring(at, Math.min(content.length(), at + chunkBytes));
            chunks.append(Integer.toHexString(chunk.length()))
                    .append(";extension=1\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return chunks.append("0\r\nTrailer: x\r\n\r\n").toString();
    }
}
