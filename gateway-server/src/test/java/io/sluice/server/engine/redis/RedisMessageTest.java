package io.sluice.server.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.delivery.log.Publication;
import io.sluice.model.TopicName;
import io.sluice.server.engine.redis.RedisMessage.Written;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RedisMessageTest {

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static Written parse(String id) {
        String record = "1 3k9d0f 17 1700000000000 0 " + id + " 1\nkhello";
        return (Written) RedisMessage.parse(record.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aTraceIsAPartOfTheIdWhichOtherVersionsTakeAsAWhole() {
        String id = RedisMessage.idWithTrace("1x2y-7", TRACE);
        assertThat(id).matches("1x2y-7\\S+");
        Written written = parse(id);
        assertThat(written.id()).isEqualTo(id);
        Publication publication = written.in(new TopicName("a"));
        assertThat(publication.traceParent()).isEqualTo(TRACE);
        assertThat(publication.key()).isEqualTo("k");
        assertThat(publication.payload().toString(StandardCharsets.US_ASCII)).isEqualTo("hello");
    }

    @Test
    void anIdWithoutATraceIsAsItWas() {
        assertThat(RedisMessage.idWithTrace("1x2y-7", null)).isEqualTo("1x2y-7");
        assertThat(parse("1x2y-7").in(new TopicName("a")).traceParent()).isNull();
    }

    @Test
    void whatIsNoTraceIsIgnored() {
        assertThat(parse("1x2y-7/00-hello").in(new TopicName("a")).traceParent())
                .isNull();
    }
}
