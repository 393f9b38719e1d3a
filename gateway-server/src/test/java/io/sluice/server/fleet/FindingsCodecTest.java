package io.sluice.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.ConnectionAccount;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.Disconnect;
import io.sluice.model.Position;
import io.sluice.model.ToldGap;
import io.sluice.model.TopicAccount;
import io.sluice.model.TopicName;
import io.sluice.server.explain.ExplainQuery;
import io.sluice.server.explain.Findings;
import io.sluice.server.explain.RefusedHandshake;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsCodecTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00.123456789Z");
    private static final TopicName A = new TopicName("a");

    private static final TopicAccount LOST = new TopicAccount(
            A, new Position(-1, 3), false, "epoch", 9, 8, 7, List.of(new ToldGap(4, 5, 2, ToldGap.Kind.LATEST)), true);
    private static final TopicAccount NEW =
            new TopicAccount(A, new Position(1, 0), null, null, 0, 0, 0, List.of(), false);

    private static ConnectionAccount open(long id) {
        return new ConnectionAccount(
                new ConnectionInfo(id, "json", "192.0.2.1", AT, "ann", null), "OPEN", null, null, 5, List.of(NEW), 2);
    }

    private static final ConnectionAccount CLOSED = new ConnectionAccount(
            new ConnectionInfo(9, "sse", "2001:db8::1", AT, null, "tab-1"),
            "CLOSED",
            AT,
            Disconnect.SLOW,
            0,
            List.of(LOST, NEW),
            0);

    private static Findings findings(ConnectionAccount... connections) {
        return new Findings(
                List.of(connections),
                4,
                List.of(
                        new RefusedHandshake(AT, "192.0.2.1", null, "origin"),
                        new RefusedHandshake(AT, "x", "ann", "user")),
                AT,
                true);
    }

    @Test
    void whatIsWrittenReadsBack() {
        Findings findings = findings(open(1), CLOSED);
        assertThat(FindingsCodec.decode(FindingsCodec.encoded(findings, 1 << 20)))
                .isEqualTo(findings);
    }

    @Test
    void whatDoesNotFitIsCounted() {
        Findings read = FindingsCodec.decode(FindingsCodec.encoded(findings(open(1), open(2), open(3)), 10));
        assertThat(read.connections()).containsExactly(open(1));
        assertThat(read.more()).isEqualTo(4 + 2);
    }

    @Test
    void whatIsCutOffIsRefused() {
        byte[] bytes = FindingsCodec.encoded(findings(CLOSED), 1 << 20);
        assertThatThrownBy(() -> FindingsCodec.decode(Arrays.copyOf(bytes, bytes.length - 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aQueryGoesFromNodeToNodeAsItIs() {
        for (ExplainQuery query : List.of(
                new ExplainQuery(ExplainQuery.By.USER, "a b  c", A, 17, -5L, 20),
                new ExplainQuery(ExplainQuery.By.CONNECTION, "17", null, 0, null, 1))) {
            assertThat(Question.decode(Question.of(query).as(1, "p", 2).encoded())
                            .explain())
                    .isEqualTo(query);
        }
    }
}
