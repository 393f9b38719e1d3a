package io.sluice.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseScannerTest {

    @Test
    void pipelinedAnswersAreCountedInOrderWhereverTheStreamIsCut() {
        byte[] stream = ("HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\n\r\nhello" + "HTTP/1.1 100 Continue\r\n\r\n"
                        + "HTTP/1.1 429 Too Many Requests\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
                        + "HTTP/1.1 204 No Content\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        for (int cut = 0; cut <= stream.length; cut++) {
            List<Integer> statuses = new ArrayList<>();
            Recorder.feed(new ResponseScanner(statuses::add), stream, cut, cut);

            assertThat(statuses).as("cut at %d", cut).containsExactly(202, 429, 204, 200);
        }
    }

    @Test
    void anAnswerWithoutLengthCannotBeFollowedByAnother() {
        byte[] stream = "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> Recorder.feed(new ResponseScanner(status -> {}), stream))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("200 OK");
    }

    @Test
    void somethingElseThanHttpIsNamed() {
        byte[] stream = "SSH-2.0-server\r\n\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> Recorder.feed(new ResponseScanner(status -> {}), stream))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("SSH-2.0-server");
    }
}
