package io.sluice.server.explain;

import io.sluice.model.ConnectionAccount;
import io.sluice.model.Disconnect;
import io.sluice.model.Position;
import io.sluice.model.ToldGap;
import io.sluice.model.TopicAccount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Judges what became of one publication on one connection. Pure. */
final class Judge {

    private static final String EVENT_STREAM = "sse";

    private final ConnectionAccount connection;
    private final TopicAccount topic;
    private final long offset;
    private final @Nullable Instant publishedAt;

    private Judge(ConnectionAccount connection, TopicAccount topic, Asked asked) {
        this.connection = connection;
        this.topic = topic;
        this.offset = asked.position().offset();
        this.publishedAt = asked.publishedAt();
    }

    /** The topic's account has to be one of the connection's. */
    static Judgement judge(ConnectionAccount connection, TopicAccount topic, Asked asked) {
        Position start = topic.start();
        if (start.epoch() != asked.position().epoch()) {
            return new Judge(connection, topic, asked).ofAnotherEpoch(asked);
        }
        Judge judge = new Judge(connection, topic, asked);
        if (judge.offset <= start.offset()) {
            return judge.beforeStart();
        }
        if (judge.offset > topic.writtenOffset()) {
            return judge.notWritten();
        }
        for (ToldGap gap : topic.gaps()) {
            if (gap.covers(judge.offset)) {
                return told(gap);
            }
        }
        return judge.offset <= topic.confirmedOffset()
                ? new Judgement(
                        Verdict.CONFIRMED,
                        "it was handed to the socket, and the client answered a ping that followed it (confirmed up to %d)"
                                .formatted(topic.confirmedOffset()))
                : judge.written();
    }

    /** Offsets of two epochs cannot be compared, but times can, and no epoch comes again. */
    private Judgement ofAnotherEpoch(Asked asked) {
        Instant closedAt = connection.closedAt();
        if (publishedAt != null && closedAt != null && publishedAt.isAfter(closedAt)) {
            return new Judgement(
                    Verdict.NOT_CONNECTED,
                    "it was closed%s %s before the publication"
                            .formatted(causeText(), Spans.between(closedAt, publishedAt)));
        }
        String epochs = "it read the epoch %s of the topic, and the publication is of %s"
                .formatted(topic.start().epochText(), asked.position().epochText());
        if (asked.isCurrent() && topic.ended()) {
            return new Judgement(Verdict.UNSUBSCRIBED, epochs + ": its subscription had ended before");
        }
        if (asked.isCurrent() && connection.cause() != null) {
            return new Judgement(Verdict.NOT_CONNECTED, epochs + ": its end had begun before");
        }
        return new Judgement(Verdict.UNKNOWN, epochs + ": offsets of the two cannot be compared");
    }

    private Judgement beforeStart() {
        long start = topic.start().offset();
        if (Boolean.TRUE.equals(topic.recovered())) {
            return new Judgement(
                    Verdict.RESUMED_AFTER,
                    "the client resumed after offset %d, and so said that it had everything up to there"
                            .formatted(start));
        }
        if (topic.reason() != null) {
            return new Judgement(
                    Verdict.GAP_TOLD,
                    "the position that the client named could not be kept (%s); it was told so, and delivery began after offset %d"
                            .formatted(topic.reason(), start));
        }
        Instant openedAt = connection.info().openedAt();
        return new Judgement(
                Verdict.SUBSCRIBED_AFTER,
                publishedAt != null && openedAt.isAfter(publishedAt)
                        ? "it connected %s after the publication, and delivery began after offset %d"
                                .formatted(Spans.between(publishedAt, openedAt), start)
                        : "delivery began after offset %d: it subscribed when this had been published"
                                .formatted(start));
    }

    private static Judgement told(ToldGap gap) {
        String range = "offsets %d to %d".formatted(gap.from(), gap.to());
        return switch (gap.kind()) {
            case LAG -> new Judgement(Verdict.GAP_TOLD, "it was too slow and skipped " + range + "; a gap told it so");
            case LATEST ->
                new Judgement(
                        Verdict.GAP_TOLD,
                        "it was too slow and got only the newest of each key of " + range + "; a gap told it so");
            case SEVERAL ->
                new Judgement(
                        Verdict.UNKNOWN,
                        "it was told of several gaps within %s, and which they were is not remembered"
                                .formatted(range));
        };
    }

    private Judgement written() {
        String confirmed = connection.info().transport().equals(EVENT_STREAM)
                ? "an event stream confirms nothing"
                : topic.confirmedOffset() > topic.start().offset()
                        ? "the client has confirmed up to %d".formatted(topic.confirmedOffset())
                        : "the client has answered no ping that followed any publication";
        String pending = connection.pendingBytes() == 0
                ? ""
                : "; about %d bytes of what was written had not left the gateway".formatted(connection.pendingBytes());
        return new Judgement(Verdict.WRITTEN, "it was handed to the socket; " + confirmed + ending() + pending);
    }

    /** How a connection went on that is about to end or did. */
    private String ending() {
        Disconnect cause = connection.cause();
        if (cause == null) {
            return "";
        }
        Instant closedAt = connection.closedAt();
        String when = publishedAt == null || closedAt == null || closedAt.isBefore(publishedAt)
                ? ""
                : " %s after the publication".formatted(Spans.between(publishedAt, closedAt));
        return "; the connection ended%s (%s)".formatted(when, cause.reason());
    }

    private Judgement notWritten() {
        long written = topic.writtenOffset();
        long known = written + topic.behindMessages();
        if (connection.cause() == null && !topic.ended()) {
            return new Judgement(
                    Verdict.NOT_YET_WRITTEN,
                    "it is open and has been written up to offset %d, %d short of it; about %d bytes wait for the client to read"
                            .formatted(written, offset - written, connection.pendingBytes()));
        }
        if (offset <= known) {
            return new Judgement(
                    Verdict.ENDED_BEFORE_WRITTEN,
                    "it ended%s at offset %d, %d short of it".formatted(causeText(), written, offset - written));
        }
        if (topic.ended()) {
            return new Judgement(
                    Verdict.UNSUBSCRIBED,
                    "its subscription had ended at offset %d, before this was published".formatted(written));
        }
        Instant closedAt = connection.closedAt();
        return new Judgement(
                Verdict.NOT_CONNECTED,
                publishedAt != null && closedAt != null && publishedAt.isAfter(closedAt)
                        ? "it was closed%s %s before the publication"
                                .formatted(causeText(), Spans.between(closedAt, publishedAt))
                        : "it had begun to end%s at offset %d, before this was published"
                                .formatted(causeText(), written));
    }

    private String causeText() {
        Disconnect cause = connection.cause();
        return cause == null ? "" : " (" + cause.reason() + ")";
    }
}
