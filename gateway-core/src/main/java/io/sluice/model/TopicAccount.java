package io.sluice.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one connection's delivery of one topic.
 *
 * @param start the position after which delivery began
 * @param recovered whether the position that the client named was kept; null where it named none
 * @param reason why not, as a word of the protocol; null where nothing was lost
 * @param writtenOffset the last offset that was handed to the socket; that of the start where none was
 * @param confirmedOffset the last offset that the client confirmed by answering a ping that stood behind it; that of the start
 *     where it confirmed none
 * @param behindMessages publications that followed what was written, when this was noted
 * @param gaps that the client was told of, in their order; the newest few, and those before them as one
 * @param ended whether the subscription was over before the connection
 */
public record TopicAccount(
        TopicName topic,
        Position start,
        @Nullable Boolean recovered,
        @Nullable String reason,
        long writtenOffset,
        long confirmedOffset,
        long behindMessages,
        List<ToldGap> gaps,
        boolean ended) {

    public TopicAccount {
        gaps = List.copyOf(gaps);
    }
}
