package io.sluice.delivery.hub;

import io.sluice.delivery.shard.Feed;
import io.sluice.delivery.shard.Grant;
import io.sluice.delivery.shard.ShardEvent;
import io.sluice.delivery.shard.SubscribeCommand;
import io.sluice.model.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;

/**
 * Interest of shards in topics: subscribes through a bounded lane of their own, and the word that a shard has lost
 * interest, which is never refused.
 */
final class Subscribes {

    private final Topics topics;
    private final MpscAtomicArrayQueue<SubscribeCommand> lane;

    /** At most one word per grant that a shard has seen, and grants come through the bounded lane. */
    private final Queue<Idle> idle = new ConcurrentLinkedQueue<>();

    private record Idle(Feed feed, long grantsSeen) {}

    Subscribes(Topics topics, int laneCommands) {
        this.topics = topics;
        this.lane = new MpscAtomicArrayQueue<>(Math.max(4, laneCommands));
    }

    // ---- any thread

    boolean offer(SubscribeCommand command) {
        return lane.offer(command);
    }

    void offerIdle(Feed feed, long grantsSeen) {
        idle.add(new Idle(feed, grantsSeen));
    }

    boolean isEmpty() {
        return lane.isEmpty() && idle.isEmpty();
    }

    int depth() {
        return lane.size();
    }

    // ---- the hub's loop

    /** Takes all words of lost interest and up to {@code most} subscribes. */
    void onCommands(int most) {
        for (Idle word = idle.poll(); word != null; word = idle.poll()) {
            onIdle(word);
        }
        for (int left = most; left > 0; left--) {
            SubscribeCommand command = lane.poll();
            if (command == null) {
                return;
            }
            onSubscribe(command);
        }
    }

    private void onIdle(Idle word) {
        Topic topic = topics.get(word.feed().topic());
        if (topic != null) {
            topic.closeIdleFeed(word.feed(), word.grantsSeen());
            topics.forgetIfIdle(topic);
        }
    }

    private void onSubscribe(SubscribeCommand command) {
        List<Topic> targets = new ArrayList<>(command.topics().size());
        for (TopicName name : command.topics()) {
            Topic topic = topics.getOrCreate(name);
            if (topic == null) {
                targets.forEach(topics::forgetIfIdle);
                command.inbox().offer(new ShardEvent.SubscribeRefused(command));
                return;
            }
            targets.add(topic);
        }
        List<Grant> grants = new ArrayList<>(targets.size());
        for (Topic topic : targets) {
            Feed feed = topic.openFeed(command.inbox(), command.format());
            feed.countGrant();
            grants.add(new Grant(feed, topic.log.head()));
        }
        command.inbox().offer(new ShardEvent.Subscribed(command, grants));
    }
}
