package io.sluice.server.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.ConnectionAccount;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.Disconnect;
import io.sluice.model.Position;
import io.sluice.model.ToldGap;
import io.sluice.model.TopicAccount;
import io.sluice.model.TopicName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each verdict about one connection, with its words. */
class JudgeTest {

    private static final TopicName TOPIC = new TopicName("a");
    private static final long EPOCH = 7;

    /** Delivery began after 10, up to 20 is written and up to 15 confirmed, and 3 more follow. */
    private @Nullable Boolean recovered;

    private @Nullable String reason;
    private List<ToldGap> gaps = List.of();
    private boolean ended;
    private String transport = "json";
    private @Nullable Instant closedAt;
    private @Nullable Disconnect cause;
    private long pendingBytes;

    private static Instant at(long second) {
        return Instant.ofEpochSecond(second);
    }

    private TopicAccount topic() {
        return new TopicAccount(TOPIC, new Position(EPOCH, 10), recovered, reason, 20, 15, 3, gaps, ended);
    }

    private Judgement judge(long offset, @Nullable Instant publishedAt) {
        TopicAccount topic = topic();
        return Judge.judge(connection(topic), topic, new Asked(new Position(EPOCH, offset), true, publishedAt));
    }

    private ConnectionAccount connection(TopicAccount topic) {
        return new ConnectionAccount(
                new ConnectionInfo(1, transport, "192.0.2.1", at(100), "ann", null),
                closedAt == null ? "OPEN" : "CLOSED",
                closedAt,
                cause,
                pendingBytes,
                List.of(topic),
                0);
    }

    private void closed(Disconnect why) {
        closedAt = at(200);
        cause = why;
    }

    private static void assertVerdict(Judgement judgement, Verdict verdict, String words) {
        assertThat(judgement.verdict()).as(judgement.text()).isEqualTo(verdict);
        assertThat(judgement.text()).contains(words);
    }

    @Test
    void beforeTheStartItSubscribedAfterwards() {
        assertVerdict(judge(10, at(97)), Verdict.SUBSCRIBED_AFTER, "it connected 3.0 s after the publication");
        assertVerdict(judge(10, at(150)), Verdict.SUBSCRIBED_AFTER, "delivery began after offset 10");
        assertVerdict(judge(1, null), Verdict.SUBSCRIBED_AFTER, "delivery began after offset 10");
    }

    @Test
    void whoResumedSaidThatItHadWhatWasBefore() {
        recovered = true;
        assertVerdict(judge(10, null), Verdict.RESUMED_AFTER, "resumed after offset 10");
        assertVerdict(judge(11, null), Verdict.CONFIRMED, "");
    }

    @Test
    void whoCouldNotResumeWasTold() {
        recovered = false;
        reason = "retention";
        assertVerdict(judge(9, null), Verdict.GAP_TOLD, "could not be kept (retention)");
    }

    @Test
    void upToThePongItIsConfirmed() {
        assertVerdict(judge(15, null), Verdict.CONFIRMED, "confirmed up to 15");
    }

    @Test
    void behindThePongItIsWritten() {
        pendingBytes = 12;
        assertVerdict(
                judge(16, null), Verdict.WRITTEN, "the client has confirmed up to 15; about 12 bytes of what was");
        transport = "sse";
        assertVerdict(judge(20, null), Verdict.WRITTEN, "an event stream confirms nothing");
        closed(Disconnect.READ_TIMEOUT);
        assertVerdict(judge(20, at(190)), Verdict.WRITTEN, "ended 10.0 s after the publication (heartbeat timeout)");
    }

    @Test
    void behindTheCursorOfAnOpenConnectionItIsToCome() {
        pendingBytes = 65536;
        assertVerdict(
                judge(22, null), Verdict.NOT_YET_WRITTEN, "up to offset 20, 2 short of it; about 65536 bytes wait");
    }

    @Test
    void whatWasToComeWhenItEndedCameTooLate() {
        closed(Disconnect.SLOW);
        assertVerdict(judge(23, at(199)), Verdict.ENDED_BEFORE_WRITTEN, "(too slow, reconnect to resume) at offset 20");
    }

    @Test
    void whatWasPublishedAfterItsEndWasNotForIt() {
        closed(Disconnect.CLIENT_CLOSED);
        assertVerdict(
                judge(24, at(260)),
                Verdict.NOT_CONNECTED,
                "closed (closed by the client) 60.0 s before the publication");
        assertVerdict(judge(24, null), Verdict.NOT_CONNECTED, "had begun to end (closed by the client) at offset 20");
    }

    @Test
    void whatWasPublishedAfterTheUnsubscribeWasNotForIt() {
        ended = true;
        assertVerdict(judge(24, null), Verdict.UNSUBSCRIBED, "had ended at offset 20");
        assertVerdict(judge(23, null), Verdict.ENDED_BEFORE_WRITTEN, "3 short of it");
        assertVerdict(judge(15, null), Verdict.CONFIRMED, "");
    }

    @Test
    void aGapStandsOverWhatIsConfirmed() {
        gaps = List.of(
                new ToldGap(11, 12, 1, ToldGap.Kind.SEVERAL),
                new ToldGap(13, 13, 1, ToldGap.Kind.LATEST),
                new ToldGap(14, 15, 2, ToldGap.Kind.LAG));
        assertVerdict(judge(11, null), Verdict.UNKNOWN, "several gaps within offsets 11 to 12");
        assertVerdict(judge(13, null), Verdict.GAP_TOLD, "only the newest of each key");
        assertVerdict(judge(15, null), Verdict.GAP_TOLD, "skipped offsets 14 to 15");
        assertVerdict(judge(16, null), Verdict.WRITTEN, "");
    }

    private Judgement judgeOther(boolean isCurrent, @Nullable Instant publishedAt) {
        TopicAccount topic = topic();
        return Judge.judge(connection(topic), topic, new Asked(new Position(8, 15), isCurrent, publishedAt));
    }

    @Test
    void offsetsOfAnotherEpochCannotBeCompared() {
        assertVerdict(
                judgeOther(true, at(150)),
                Verdict.UNKNOWN,
                "it read the epoch 7 of the topic, and the publication is of 8");
        closed(Disconnect.DRAIN);
        assertVerdict(judgeOther(false, at(150)), Verdict.UNKNOWN, "cannot be compared");
    }

    @Test
    void whoEndedInAnEarlierEpochWasNotThere() {
        ended = true;
        assertVerdict(judgeOther(false, null), Verdict.UNKNOWN, "cannot be compared");
        assertVerdict(judgeOther(true, null), Verdict.UNSUBSCRIBED, "had ended before");
        ended = false;
        closed(Disconnect.DRAIN);
        assertVerdict(judgeOther(true, null), Verdict.NOT_CONNECTED, "its end had begun before");
        assertVerdict(judgeOther(false, at(201)), Verdict.NOT_CONNECTED, "(service restart) 1.0 s before");
    }
}
