package io.sluice.server.presence;

import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.server.presence.Member.Told;
import io.sluice.server.presence.PresenceTeller.News;
import io.sluice.server.presence.PresenceTeller.Outcome;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells what is not told yet, in the order in which it became so: not events but members whose state differs from what was
 * told last. So whoever comes and goes faster than that can be told is told of less often, but what was told last is true in
 * the end. A bounded number is on its way, one for each member; a refused one is tried again. Presence loop only.
 *
 * <p>A member waits at most once, and one that is gone waits only if its coming was told, or may have been: this bounds the
 * queue.
 */
final class Outbox {

    /** As many as may wait for another try while others are told of; more would only ask a Redis that is away more often. */
    static final int MOST_RESTING = 1024;

    private final OwnerLoop loop;
    private final PresenceTeller teller;
    private final PresenceMetrics metrics;
    private final Consumer<Member> onSettled;
    private final LinkedHashSet<Member> waiting = new LinkedHashSet<>();
    private int underWay;
    private int resting;
    private boolean ended;

    /** Members that are to be told of anew and were not yet; only those of the newest round. */
    private int again;

    private int round;
    private Runnable onAllAgain = () -> {};

    /**
     * Nothing waits.
     *
     * @param onSettled hears of members of whom nothing is left to tell
     */
    Outbox(OwnerLoop loop, PresenceTeller teller, PresenceMetrics metrics, Consumer<Member> onSettled) {
        this.loop = loop;
        this.teller = teller;
        this.metrics = metrics;
        this.onSettled = onSettled;
    }

    /** The member may have come or left. */
    void look(Member member) {
        assert loop.inLoop();
        if (member.underWay) {
            return;
        }
        if (ended || !member.isToBeTold()) {
            waiting.remove(member);
            settle(member);
        } else if (!member.rests && waiting.add(member)) {
            sendNext();
        }
    }

    /** How many are to be told of and are not on their way. */
    int size() {
        return waiting.size() + resting;
    }

    /** Tells of all these anew, as if nothing was ever told of anybody; earlier such rounds are given up. */
    void tellAgain(List<Member> all, Runnable onDone) {
        assert loop.inLoop();
        round++;
        again = 0;
        onAllAgain = onDone;
        for (Member member : all) {
            member.told = Told.NO;
            member.full = false;
            if (member.present) {
                member.againRound = round;
                again++;
            }
        }
        all.forEach(this::look);
        finishRound();
    }

    private void sendNext() {
        while (!ended && underWay < teller.mostAtOnce() && resting < MOST_RESTING && !waiting.isEmpty()) {
            Member member = waiting.removeFirst();
            if (member.isToBeTold()) {
                send(member);
            } else {
                settle(member);
            }
        }
    }

    private void send(Member member) {
        member.underWay = true;
        underWay++;
        boolean present = member.present;
        int sentRound = round;
        teller.tell(
                new News(member.topic, member.identity, member.last, present),
                outcome -> loop.execute(() -> onOutcome(member, present, sentRound, outcome)));
    }

    private void onOutcome(Member member, boolean present, int sentRound, Outcome outcome) {
        assert loop.inLoop();
        switch (outcome) {
            case Outcome.Known known -> {
                if (known.published()) {
                    metrics.countTold();
                }
                // A coming that was told before the newest round may have been told under either name.
                member.told = !present ? Told.NO : sentRound == round ? Told.YES : Told.MAYBE;
                goOn(member);
            }
            case Outcome.Full full -> {
                metrics.countOverflow();
                member.told = Told.NO;
                member.full = sentRound == round;
                goOn(member);
            }
            case Outcome.Failed failed -> {
                if (failed.isMaybeKnown()) {
                    member.told = Told.MAYBE;
                }
                onFailed(member, failed.retryAfter().toNanos());
            }
            case Outcome.Ended end -> {
                ended = true;
                waiting.clear();
            }
        }
    }

    private void goOn(Member member) {
        member.underWay = false;
        underWay--;
        look(member);
        sendNext();
    }

    private void onFailed(Member member, long retryNanos) {
        if (teller.mostAtOnce() == 1) {
            // It keeps its place, since what is told one at a time is told in order.
            loop.schedule(() -> tryFirst(member), retryNanos);
            return;
        }
        // Whoever cannot be told of now keeps nobody else from it.
        member.rests = true;
        resting++;
        loop.schedule(
                () -> {
                    member.rests = false;
                    resting--;
                    goOnAfterRest(member);
                },
                retryNanos);
        goOn(member);
    }

    private void tryFirst(Member member) {
        member.underWay = false;
        underWay--;
        if (member.isToBeTold()) {
            waiting.addFirst(member);
        } else {
            settle(member);
        }
        sendNext();
    }

    private void goOnAfterRest(Member member) {
        look(member);
        sendNext();
    }

    private void settle(Member member) {
        if (member.againRound == round && again > 0) {
            member.againRound = 0;
            again--;
            finishRound();
        }
        onSettled.accept(member);
    }

    private void finishRound() {
        if (again == 0) {
            Runnable done = onAllAgain;
            onAllAgain = () -> {};
            done.run();
        }
    }
}
