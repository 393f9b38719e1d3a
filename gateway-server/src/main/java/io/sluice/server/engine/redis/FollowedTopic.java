package io.sluice.server.engine.redis;

import io.sluice.delivery.hub.FeedCommand;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import io.sluice.server.engine.redis.RedisMessage.Replaced;
import io.sluice.server.engine.redis.RedisMessage.Written;
import io.sluice.server.engine.redis.RedisPort.Known;
import io.sluice.server.engine.redis.RedisPort.ReadAnswer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one topic of the hub in step with its log in Redis. Engine's loop only.
 *
 * <pre>
 *              subscribed           read, taken            message in turn
 *  SUBSCRIBING ─────────► READING ────────────► LIVE ◄──────────────────┐
 *       ▲                  │  ▲ │                │  └───────────────────┘
 *       │                  │  └─┘ more, or failed│
 *       │ connection lost  │  ▲                  │ gap, head ahead, refusal of the hub, other epoch
 *       └──────────────────┴──┴──────────────────┘
 * </pre>
 *
 * <p>There is one way to be in step again, whatever went wrong: read the log in Redis after the last record that the hub
 * took. A read begins only when the hub has answered all that it was handed, so that this record is known.
 */
final class FollowedTopic implements Handover.Events {

    private static final Logger LOG = LoggerFactory.getLogger(FollowedTopic.class);

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long UNDER_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Tries before those who wait for a topic that never came are told. */
    private static final int FAILURES_BEFORE_REFUSAL = 8;

    private enum State {
        SUBSCRIBING,
        READING,
        LIVE,
        CLOSED
    }

    private final Followers followers;
    private final TopicName name;
    private final Handover hub;
    private final Held held;
    private State state = State.SUBSCRIBING;

    /** The last offset handed to the hub when a comparison of heads began. */
    private long handedAtCheck;

    /** Whether it was not subscribed either when heads were compared before. */
    private boolean subscribingAtCheck;

    /** Whether the hub was fed everything that there was when its log began; before that nobody is let in. */
    private boolean opened;

    /** The hub waits to hear that it has everything. */
    private boolean wantsCatchUp;

    /** What was read last may not be all that the hub waits for. */
    private boolean readsAgain;

    /** A read is to begin when the hub has answered. */
    private boolean wantsRead;

    private int failures;
    private long pauseNanos = FIRST_PAUSE_NANOS;

    /** Counts turns: what Redis answers to an earlier one comes too late. */
    private long turn;

    FollowedTopic(Followers followers, TopicName name) {
        this.followers = followers;
        this.name = name;
        this.hub = new Handover(followers, name, this);
        this.held = new Held(followers.held());
    }

    TopicName name() {
        return name;
    }

    private RedisMetrics.OfShard metrics() {
        return followers.metrics(name);
    }

    // ---- from outside

    void open() {
        state = State.SUBSCRIBING;
        turn++;
        followers.subscribe(name);
    }

    /** The hub wants all that there is now, and to hear when it has it. */
    void catchUp() {
        wantsCatchUp = true;
        if (state == State.LIVE) {
            read();
        } else {
            // A read that is under way may have been answered before whatever this is about.
            readsAgain = state == State.READING;
        }
    }

    void close() {
        state = State.CLOSED;
        turn++;
        hub.close();
        held.clear();
    }

    /** Messages come from now on. */
    void onSubscribed() {
        if (state == State.SUBSCRIBING) {
            // Redis is there again, even where it takes the other connection a moment longer.
            pauseNanos = FIRST_PAUSE_NANOS;
            read();
        }
    }

    /** Messages cannot come now. */
    void onSubscribeFailed() {
        if (state == State.SUBSCRIBING) {
            onFailed();
        }
    }

    /** Messages may be missing until it is subscribed again. */
    void onSubscriptionLost() {
        if (state != State.CLOSED) {
            state = State.SUBSCRIBING;
            turn++;
            wantsRead = false;
            held.clear();
        }
    }

    void onMessage(RedisMessage message) {
        switch (message) {
            case Written written -> onWritten(written);
            case Replaced(long epoch) -> {
                if (state == State.LIVE && !hub.isOf(epoch)) {
                    read();
                }
            }
        }
    }

    /** Heads are going to be asked for: notes what came before. */
    boolean beginCheck() {
        Position handed = hub.handed();
        handedAtCheck = handed == null ? 0 : handed.offset();
        boolean stuck = state == State.SUBSCRIBING && subscribingAtCheck;
        subscribingAtCheck = state == State.SUBSCRIBING;
        if (stuck) {
            open();
        } else if (wantsCatchUp) {
            // The hub had no room to be told.
            noteInStep();
        }
        return state == State.LIVE;
    }

    /** Where the topic stood in Redis a moment ago; null where it was not known there. */
    void onHead(@Nullable Position head) {
        if (state != State.LIVE) {
            return;
        }
        if (head == null || !hub.isOf(head.epoch()) || head.offset() < handedAtCheck) {
            read();
        } else if (hub.isAhead(head)) {
            // Its message may be under way.
            long asked = turn;
            followers.schedule(
                    () -> {
                        if (asked == turn && state == State.LIVE && hub.isAhead(head)) {
                            metrics().gaps().inc();
                            read();
                        }
                    },
                    UNDER_WAY_NANOS);
        }
    }

    // ---- messages

    private void onWritten(Written written) {
        switch (state) {
            case SUBSCRIBING, READING -> held.add(written);
            case LIVE -> onLive(written);
            case CLOSED -> {}
        }
    }

    private void onLive(Written written) {
        Position last = hub.handed();
        boolean sameLog = last != null && last.epoch() == written.position().epoch();
        long ahead = sameLog && last != null ? written.position().offset() - last.offset() : Long.MAX_VALUE;
        if (ahead <= 0) {
            // Read before it came. Another record in the same place means that Redis lost the first one.
            Known known = hub.known();
            if (known != null && known.isContradictedBy(written)) {
                read();
            }
        } else if (ahead == 1) {
            append(List.of(written));
        } else {
            metrics().gaps().inc();
            held.add(written);
            read();
        }
    }

    private boolean append(List<Written> records) {
        boolean taken = hub.append(records);
        if (!taken) {
            readLater();
        }
        return taken;
    }

    // ---- what the hub says

    @Override
    public void onProgress() {
        pauseNanos = FIRST_PAUSE_NANOS;
    }

    @Override
    public void onRefused() {
        // What was handed over behind it was refused as well: one pause for all.
        onFailed();
    }

    @Override
    public void onTaken() {
        if (wantsRead) {
            wantsRead = false;
            sendRead();
        } else {
            noteInStep();
        }
    }

    /** The hub has taken all that was read: whoever waited for that hears of it. */
    private void noteInStep() {
        if (state != State.LIVE || hub.isUnderWay()) {
            return;
        }
        opened = true;
        failures = 0;
        if (wantsCatchUp) {
            wantsCatchUp = !followers.feed(new FeedCommand.CaughtUp(name, (outcome, fed) -> {}));
        }
    }

    // ---- reading

    private void read() {
        state = State.READING;
        turn++;
        if (hub.isUnderWay()) {
            wantsRead = true;
        } else {
            sendRead();
        }
    }

    private void sendRead() {
        long asked = turn;
        hub.startOver();
        metrics().reads().inc();
        held.beginRead();
        followers.read(name, hub.known(), () -> asked == turn, answer -> {
            if (asked != turn) {
                return;
            }
            if (answer == null) {
                onFailed();
            } else {
                onRead(answer);
            }
        });
    }

    private void onRead(ReadAnswer answer) {
        LOG.debug("{} after {}: {}, head {}", name, hub.known(), answer.verdict(), answer.head());
        Known last = hub.known();
        switch (answer.verdict()) {
            case LOST ->
                replaceEpoch(
                        last == null ? answer.head().epoch() : last.position().epoch());
            case BEGIN, OVERRUN -> {
                if (hub.hasLeft(answer.head().epoch())) {
                    // Redis went back to before it was replaced: what stands there now is not what clients have had of
                    // it.
                    replaceEpoch(answer.head().epoch());
                } else {
                    begin(answer);
                }
            }
            case SAME -> goOn(answer);
        }
    }

    private void begin(ReadAnswer answer) {
        if (hub.known() != null) {
            metrics().overruns().inc();
        }
        opened = false;
        if (hub.begin(answer)) {
            afterRead(answer);
        } else {
            readLater();
        }
    }

    private void goOn(ReadAnswer answer) {
        metrics().healed().inc(answer.records().size());
        if (answer.records().isEmpty() || append(answer.records())) {
            afterRead(answer);
        }
    }

    /** Live from here on, unless more is known to stand in the log. */
    private void afterRead(ReadAnswer answer) {
        Position last = hub.handed();
        assert last != null : "read, and nothing handed over";
        List<Written> next = held.takeAfter(last.epoch(), last.offset());
        held.endRead();
        if (!next.isEmpty() && !append(next)) {
            return;
        }
        if (readsAgain || !held.isEmpty() || hub.isAhead(answer.head())) {
            readsAgain = false;
            read();
        } else {
            state = State.LIVE;
            noteInStep();
        }
    }

    private void replaceEpoch(long epoch) {
        metrics().replacedEpochs().inc();
        held.clear();
        long asked = ++turn;
        followers.replaceEpoch(name, epoch, failed -> {
            if (asked != turn) {
                return;
            }
            if (failed) {
                onFailed();
            } else {
                read();
            }
        });
    }

    // ---- trouble

    private void onFailed() {
        failures++;
        if ((!opened || wantsCatchUp) && failures >= FAILURES_BEFORE_REFUSAL) {
            failures = 0;
            wantsCatchUp = !followers.feed(new FeedCommand.Refuse(name, (outcome, fed) -> {}));
        }
        readLater();
    }

    /** Subscribes or reads again after a while, longer each time in a row. */
    private void readLater() {
        boolean subscribed = state != State.SUBSCRIBING;
        state = subscribed ? State.READING : State.SUBSCRIBING;
        wantsRead = false;
        long asked = ++turn;
        followers.schedule(
                () -> {
                    if (asked != turn) {
                        return;
                    }
                    if (subscribed) {
                        read();
                    } else {
                        open();
                    }
                },
                pauseNanos);
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
    }
}
