package io.sluice.server.fleet;

import static io.sluice.server.fleet.FleetNames.bytes;
import static io.sluice.server.fleet.FleetNames.text;

import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.model.TopicName;
import io.sluice.server.presence.PresenceEvent;
import io.sluice.server.presence.PresenceTeller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notes who comes and goes in the rosters in Redis, where in the same step it is told to the topic's listeners. A topic is
 * noted among those of this node before anybody stands in its roster. Fleet's loop, but for {@link #tell}.
 */
final class RosterTeller implements PresenceTeller {

    /** More would hold up publishes behind them; one a time would take seconds for a node that many move to. */
    private static final int MOST_AT_ONCE = 64;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final int TOPICS_AT_ONCE = 256;

    private final FleetLink link;
    private final FleetNames names;
    private final OwnerLoop loop;
    private final Membership membership;
    private final PresenceTopics topics;
    private final int maxMembers;

    /** What waits for topics that are being noted. */
    private final Map<TopicName, List<Consumer<@Nullable Incarnation>>> entering = new HashMap<>();

    RosterTeller(
            FleetLink link,
            FleetNames names,
            OwnerLoop loop,
            Membership membership,
            PresenceTopics topics,
            int maxMembers) {
        this.link = link;
        this.names = names;
        this.loop = loop;
        this.membership = membership;
        this.topics = topics;
        this.maxMembers = maxMembers;
    }

    @Override
    public int mostAtOnce() {
        return MOST_AT_ONCE;
    }

    @Override
    public void tell(News news, Consumer<Outcome> answer) {
        loop.execute(() -> enter(news.topic(), incarnation -> {
            if (incarnation == null) {
                answer.accept(new Outcome.Failed(RETRY_AFTER, false));
            } else {
                change(incarnation, news, answer);
            }
        }));
    }

    // ---- topics

    /** Goes on under the incarnation that has the topic noted, or with null where that cannot be now. */
    private void enter(TopicName topic, Consumer<@Nullable Incarnation> then) {
        Incarnation incarnation = membership.held();
        if (incarnation == null || incarnation.topics.containsKey(topic)) {
            then.accept(incarnation);
            return;
        }
        List<Consumer<@Nullable Incarnation>> waiting = entering.get(topic);
        if (waiting != null) {
            waiting.add(then);
            return;
        }
        waiting = new ArrayList<>(List.of(then));
        entering.put(topic, waiting);
        note(incarnation, "SADD", List.of(topic), noted -> {
            boolean holds = noted && membership.held() == incarnation;
            if (holds) {
                incarnation.topics.put(topic, new HashSet<>(2));
            }
            List<Consumer<@Nullable Incarnation>> all = entering.remove(topic);
            if (all != null) {
                all.forEach(one -> one.accept(holds ? incarnation : null));
            }
        });
    }

    /** Forgets topics on which nobody is any more; those who come later wait for a note behind this one. */
    void forgetEmptyTopics() {
        Incarnation incarnation = membership.held();
        if (incarnation == null) {
            return;
        }
        List<TopicName> empty = incarnation.topics.entrySet().stream()
                .filter(topic -> topic.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .limit(TOPICS_AT_ONCE)
                .toList();
        if (!empty.isEmpty()) {
            empty.forEach(incarnation.topics::remove);
            note(incarnation, "SREM", empty, noted -> {});
        }
    }

    private void note(Incarnation incarnation, String command, List<TopicName> noted, Consumer<Boolean> then) {
        byte[][] values = new byte[2 + noted.size()][];
        values[0] = bytes(incarnation.name);
        values[1] = bytes(command);
        for (int i = 0; i < noted.size(); i++) {
            values[2 + i] = bytes(noted.get(i).value());
        }
        byte[][] keys = {names.leases(), names.topicsOf(incarnation.name)};
        link.run(FleetScript.TOPICS, keys, values)
                .whenComplete((answer, failure) -> loop.execute(() -> {
                    boolean done = failure == null && text(answer.get(0)).equals("1");
                    if (failure == null && !done && membership.held() == incarnation) {
                        membership.goOnAnew();
                    }
                    then.accept(done);
                }));
    }

    // ---- members

    private void change(Incarnation incarnation, News news, Consumer<Outcome> answer) {
        Set<String> members = incarnation.topics.get(news.topic());
        if (members == null) {
            // It was forgotten between the note and now.
            answer.accept(new Outcome.Failed(AT_ONCE, false));
            return;
        }
        if (news.present()) {
            members.add(news.identity());
        }
        byte[][] values = topics.values(
                news.topic(),
                news.present() ? "join" : "leave",
                news.identity(),
                incarnation.name,
                PresenceEvent.who(news.connection()),
                Integer.toString(maxMembers));
        link.run(FleetScript.CHANGE, topics.keys(news.topic()), values)
                .whenComplete((found, failure) -> loop.execute(() -> {
                    if (failure == null) {
                        answer.accept(onChanged(members, news, text(found.get(0))));
                    } else {
                        // In a cluster rosters lie on other servers than the leases: their loss shows only here.
                        membership.doubt();
                        answer.accept(new Outcome.Failed(RETRY_AFTER, true));
                    }
                }));
    }

    private static Outcome onChanged(Set<String> members, News news, String found) {
        boolean full = found.equals("full");
        if (full || !news.present()) {
            members.remove(news.identity());
        }
        return full ? new Outcome.Full() : new Outcome.Known(found.equals("told"));
    }
}
