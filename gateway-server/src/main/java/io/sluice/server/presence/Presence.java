package io.sluice.server.presence;

import com.codahale.metrics.MetricRegistry;
import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.delivery.shard.PresenceListener;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.TopicName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns connections that come and go into people who come and go: a leave is told once its debounce has passed, and not at
 * all for whoever is back by then. The listener's methods post and return; any thread.
 *
 * <p>What is held is bounded by the connections that are subscribed, those that were for the debounce, and those of whose
 * leave nobody knows yet though their coming was told, or may have been.
 */
public final class Presence implements PresenceListener {

    private final OwnerLoop loop;
    private final long debounceNanos;
    private final int maxMembers;
    private final Outbox outbox;
    private final PresenceMetrics metrics;
    private final Map<TopicName, Roster> rosters = new HashMap<>();
    private final ArrayDeque<Leaving> leaving = new ArrayDeque<>();
    private boolean timerPending;

    private record Leaving(Member member, long atNanos) {}

    /**
     * Presence on its own loop.
     *
     * @param teller makes it known
     * @param maxMembers of one topic; whoever comes beyond is not told of
     */
    public Presence(OwnerLoop loop, Duration debounce, int maxMembers, PresenceTeller teller, MetricRegistry registry) {
        this.loop = loop;
        this.debounceNanos = debounce.toNanos();
        this.maxMembers = maxMembers;
        this.metrics = new PresenceMetrics(registry);
        this.outbox = new Outbox(loop, teller, metrics, this::onSettled);
    }

    // ---- any thread

    @Override
    public void onJoined(TopicName topic, ConnectionInfo connection) {
        loop.execute(() -> join(topic, connection));
    }

    @Override
    public void onLeft(TopicName topic, ConnectionInfo connection) {
        loop.execute(() -> leave(topic, connection));
    }

    /**
     * Tells of everybody anew, as if nothing was ever told of anybody.
     *
     * @param onDone runs on the presence loop when all are told of, unless this is called again before
     */
    public void tellAgain(Runnable onDone) {
        loop.execute(() -> {
            List<Member> all = new ArrayList<>();
            rosters.values().forEach(roster -> roster.addTo(all));
            outbox.tellAgain(all, onDone);
        });
    }

    // ---- the presence loop

    private void join(TopicName topic, ConnectionInfo connection) {
        assert loop.inLoop();
        Roster roster = rosters.computeIfAbsent(topic, t -> new Roster());
        String identity = Roster.identityOf(connection);
        Member member = roster.get(identity);
        if (member == null || !member.present) {
            if (roster.present >= maxMembers) {
                metrics.countOverflow();
                return;
            }
            if (member == null) {
                member = new Member(topic, identity, connection);
                roster.add(member);
            }
            member.present = true;
            member.full = false;
            member.last = connection;
            roster.present++;
            metrics.countMembers(1);
        }
        member.connections.add(connection.id());
        outbox.look(member);
    }

    private void leave(TopicName topic, ConnectionInfo connection) {
        assert loop.inLoop();
        Member member = memberOf(topic, connection);
        if (member == null || !member.connections.remove(connection.id()) || !member.isGone()) {
            return;
        }
        member.last = connection;
        member.leavesAtNanos = loop.nanoTime() + debounceNanos;
        if (!member.leaving) {
            member.leaving = true;
            leaving.add(new Leaving(member, member.leavesAtNanos));
        }
        startTimer();
    }

    private @Nullable Member memberOf(TopicName topic, ConnectionInfo connection) {
        Roster roster = rosters.get(topic);
        return roster == null ? null : roster.get(Roster.identityOf(connection));
    }

    private void startTimer() {
        Leaving next = leaving.peek();
        if (next != null && !timerPending) {
            timerPending = true;
            loop.schedule(this::onTimer, Math.max(0, next.atNanos() - loop.nanoTime()));
        }
    }

    private void onTimer() {
        assert loop.inLoop();
        timerPending = false;
        long now = loop.nanoTime();
        for (Leaving next = leaving.peek(); next != null && next.atNanos() - now <= 0; next = leaving.peek()) {
            leaving.remove();
            Member member = next.member();
            if (!member.isGone()) {
                member.leaving = false;
            } else if (member.leavesAtNanos - now > 0) {
                // It came back and left again since.
                leaving.add(new Leaving(member, member.leavesAtNanos));
            } else {
                member.leaving = false;
                forget(member);
            }
        }
        startTimer();
    }

    /** It stays in its roster until its leave is known: whoever comes back meanwhile is the same, and is told of in order. */
    private void forget(Member member) {
        Roster roster = rosters.get(member.topic);
        if (roster != null) {
            roster.present--;
            metrics.countMembers(-1);
        }
        member.present = false;
        outbox.look(member);
    }

    private void onSettled(Member member) {
        Roster roster = rosters.get(member.topic);
        if (!member.present && roster != null && roster.get(member.identity) == member) {
            roster.remove(member);
            if (roster.isEmpty()) {
                rosters.remove(member.topic);
            }
        }
    }
}
