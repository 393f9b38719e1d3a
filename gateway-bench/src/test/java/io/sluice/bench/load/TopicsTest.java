package io.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicsTest {

    @Test
    void publicationsGoRoundTheTopics() {
        Topics topics = new Topics(3, 1);

        assertThat(topics.topicOf(1)).isZero();
        assertThat(topics.topicOf(3)).isEqualTo(2);
        assertThat(topics.topicOf(4)).isZero();
        assertThat(topics.numberOf(3)).isEqualTo(1);
        assertThat(topics.numberOf(4)).isEqualTo(2);
        assertThat(topics.sequenceOf(0, 2)).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "10, 4", "10, 10", "7, 3", "10000, 4", "5, 1"})
    void aSubscribersTopicsAreDifferentAndFoundAgain(int count, int perSubscriber) {
        Topics topics = new Topics(count, perSubscriber);
        for (int subscriber = 0; subscriber < 2 * count + 3 && subscriber < 200; subscriber++) {
            Set<Integer> own = new HashSet<>();
            for (int place = 0; place < perSubscriber; place++) {
                int topic = topics.topicAt(subscriber, place);
                own.add(topic);
                assertThat(topics.placeOf(subscriber, topic)).isEqualTo(place);
            }
            assertThat(own).hasSize(perSubscriber);
            for (int topic = 0; topic < Math.min(count, 100); topic++) {
                assertThat(topics.placeOf(subscriber, topic) >= 0).isEqualTo(own.contains(topic));
            }
        }
    }

    @Test
    void namesHaveTheSameLength() {
        assertThat(new Topics(1, 1).name(0)).isEqualTo("0");
        assertThat(new Topics(10, 1).name(9)).isEqualTo("9");
        assertThat(new Topics(10_000, 1).name(42)).isEqualTo("0042");
    }

    @Test
    void addressesNameOneTopicOrAll() {
        Topics topics = new Topics(100, 2);

        assertThat(new UrlTemplate("/ws?topic=t{topics:&topic=t}").ofSubscriber(topics, 1))
                .isEqualTo("/ws?topic=t01&topic=t51");
        assertThat(new UrlTemplate("/push?topic=t{topic}").of(topics, 7)).isEqualTo("/push?topic=t07");
        assertThat(new UrlTemplate("/ws?a={topics:,}").of(topics, 0)).isEqualTo("/ws?a=00");
        assertThat(new UrlTemplate("/ws").ofSubscriber(topics, 1)).isEqualTo("/ws");
    }
}
