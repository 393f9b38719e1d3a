package io.sluice.server.subscriber.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.model.TopicName;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryStartsTest {

    private final Fixture fixture = new Fixture();
    private final EmbeddedChannel channel = fixture.connect();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sse?since=1",
                "/sse?since=a:b",
                "/sse?since=-30",
                "/sse?topic=a&topic=b&since=e:1",
                "/sse?since=e:1,e:2",
                "/sse?since=E:1",
                "/sse?since=e:9007199254740992",
                "/sse?last=x",
                "/sse?last=-1",
                "/sse?last=1000001",
                "/sse?last=1&last=2",
                "/sse?since=e:1&last=2",
            })
    void aStartThatCannotBeIs400(String uri) {
        assertThat(Fixture.get(channel, uri, ""))
                .startsWith("HTTP/1.1 400 ")
                .contains("application/problem+json", "urn:sluice:problem:position");
        assertThat(fixture.refused("position")).isEqualTo(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aRefusedStartNamesTheParameterAndWhatIsAllowed() {
        assertThat(Fixture.get(channel, "/sse?last=x", "")).contains("Parameter last", "0 to 1000000");
        assertThat(Fixture.get(fixture.connect(), "/sse?since=x", "")).contains("Parameter since", "<epoch>:<offset>");
        assertThat(Fixture.get(fixture.connect(), "/sse?since=-30x", "")).contains("Parameter since", "such as -30s");
        assertThat(Fixture.get(fixture.connect(), "/sse?topic=a&topic=b&since=e:1", ""))
                .contains("Parameter since", "one per topic");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "topic=a&topic=b&topic=a&since=e:1,f:2 | After[position=e:1] After[position=f:2]",
                "topic=a&topic=b&since=,f:2 | Head[] After[position=f:2]",
                "topic=a&since= | Head[]",
                "topic=a&topic=b&since=-90s | Since[age=PT1M30S] Since[age=PT1M30S]",
                "topic=a&since=-2d | Since[age=PT48H]",
                "topic=a&topic=b&last=7 | Last[messages=7] Last[messages=7]",
                "topic=a&since=zzzzzzzzzzzzz:9007199254740991 | After[position=",
                "topic=a | Head[]",
            })
    void theQuerySaysWhereEachTopicBegins(String query, String starts) {
        assertThat(Fixture.get(channel, "/sse?" + query, "")).isEmpty();
        assertThat(startsOf(channel.readInbound())).startsWith(starts);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "e:3,f:4 | After[position=e:3] After[position=f:4] | ",
                "e:3 | Oldest[] Oldest[] | ab",
                "e:3,? | After[position=e:3] Oldest[] | b",
                "from elsewhere, indeed | Oldest[] Oldest[] | ab",
            })
    void theIdOfTheLastEventStandsOverTheQuery(String id, String starts, String malformed) {
        assertThat(Fixture.get(channel, "/sse?topic=a&topic=b&last=9", "Last-Event-ID: " + id + "\r\n"))
                .isEmpty();
        Handshake handshake = channel.readInbound();
        assertThat(startsOf(handshake)).isEqualTo(starts);
        assertThat(handshake.subscribe().malformed())
                .extracting(TopicName::value)
                .containsExactlyInAnyOrder(malformed == null ? new String[0] : malformed.split(""));
    }

    private static String startsOf(Handshake handshake) {
        return handshake.subscribe().starts().stream()
                .map(start -> start.start().toString())
                .collect(Collectors.joining(" "));
    }

    @Test
    void aStartWithoutATopicIs400() {
        String headers = Fixture.WS_HEADERS + "Sec-WebSocket-Protocol: sluice.v1.json\r\n";
        assertThat(Fixture.get(channel, "/ws?last=3", headers)).contains(" 400 ", "no topic is named");
    }
}
