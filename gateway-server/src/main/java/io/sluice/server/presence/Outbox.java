package io.sluice.server.presence;

import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.server.presence.PresenceTeller.News;
import io.sluice.server.presence.PresenceTeller.Outcome;
import java.util.ArrayDeque;

/**
 * Tells what is not told yet, in the order in which it became so: not events but members whose state differs from what was
 * told last. So whoever comes and goes faster than that can be told is told of less often, but what was told last is true in
 * the end. A bounded number is on its way, one for each member; a refused one is tried again. Presence loop only.
 *
 * <p>A member waits at most once, and one that is gone waits only if its coming was told: this bounds the queue.
 */
final class Outbox {

    private final OwnerLoop loop;
    private final PresenceTeller teller;
    private final PresenceMetrics metrics;
    private final ArrayDeque<Member> waiting = new ArrayDeque<>();
    private int underWay;
    private boolean ended;

    /** Members that are to be told of anew and were not yet; only those of the newest round. */
    private int again;

    private int round;
    private Runnable onAllAgain = () -> {};

    Outbox(OwnerLoop loop, PresenceTeller teller, PresenceMetrics metrics) {
        this.loop = loop;
        this.teller = teller;
        this.metrics = metrics;
    }

    /** The member may have come or left. */
    void look(Member member) {
        assert loop.inLoop();
        if (!member.waits && !member.underWay && member.isToBeTold()) {
            member.waits = true;
            waiting.add(member);
            sendNext();
        }
    }

    /** Tells of all these anew, as if nothing was ever told of anybody; earlier such rounds are given up. */
    void tellAgain(Iterable<Member> present, Runnable onDone) {
        assert loop.inLoop();
        round++;
        again = 0;
        onAllAgain = onDone;
        for (Member member : waiting) {
            // Who is gone and was to be told so is not known any more.
            member.told = false;
        }
        for (Member member : present) {
            member.told = false;
            member.full = false;
            member.againRound = round;
            again++;
        }
        for (Member member : present) {
            look(member);
        }
        finishRound();
    }

    private void sendNext() {
        while (!ended && underWay < teller.mostAtOnce()) {
            Member member = waiting.poll();
            if (member == null) {
                return;
            }
            member.waits = false;
            if (member.isToBeTold()) {
                send(member);
            } else {
                noteTold(member);
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
                // What was told before the newest round is not known any more.
                member.told = present && sentRound == round;
                goOn(member);
            }
            case Outcome.Full full -> {
                metrics.countOverflow();
                member.full = sentRound == round;
                goOn(member);
            }
            case Outcome.Failed failed ->
                loop.schedule(() -> goOn(member), failed.retryAfter().toNanos());
            case Outcome.Ended end -> {
                ended = true;
                waiting.clear();
            }
        }
    }

    private void goOn(Member member) {
        member.underWay = false;
        underWay--;
        if (member.isToBeTold()) {
            member.waits = true;
            waiting.addFirst(member);
        } else {
            noteTold(member);
        }
        sendNext();
    }

    private void noteTold(Member member) {
        if (member.againRound == round && again > 0) {
            member.againRound = 0;
            again--;
            finishRound();
        }
    }

    private void finishRound() {
        if (again == 0) {
            Runnable done = onAllAgain;
            onAllAgain = () -> {};
            done.run();
        }
    }
}
