package io.sluice.bench.load;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An address in which topics may be named. {@code {topic}} becomes the number of a topic, from 0, with leading zeros so that
 * all have the same length. {@code {topics:SEPARATOR}} becomes all topics of a subscriber with SEPARATOR between them:
 * {@code /ws?topic=t{topics:&topic=t}} is {@code /ws?topic=t01&topic=t51} for one that has the topics 1 and 51 of 100.
 */
record UrlTemplate(String text) {
    private static final String ONE = "{topic}";
    private static final Pattern ALL = Pattern.compile("\\{topics:([^}]*)}");

    boolean namesOneTopic() {
        return text.contains(ONE);
    }

    boolean namesTopics() {
        return namesOneTopic() || namesAllTopics();
    }

    boolean namesAllTopics() {
        return ALL.matcher(text).find();
    }

    /** For one of the topics; the first one where all are asked for. */
    String of(Topics topics, int topic) {
        return ALL.matcher(text.replace(ONE, topics.name(topic)))
                .replaceAll(Matcher.quoteReplacement(topics.name(topic)));
    }

    /** For all topics of a subscriber. */
    String ofSubscriber(Topics topics, int subscriber) {
        if (!namesTopics()) {
            return text;
        }
        String one = text.replace(ONE, topics.name(topics.topicAt(subscriber, 0)));
        return ALL.matcher(one)
                .replaceAll(found -> Matcher.quoteReplacement(IntStream.range(0, topics.perSubscriber())
                        .mapToObj(place -> topics.name(topics.topicAt(subscriber, place)))
                        .collect(Collectors.joining(found.group(1)))));
    }
}
