package io.sluice.delivery.shard;

import io.sluice.delivery.log.PinnedSegments;
import io.sluice.delivery.log.WireFormat;
import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.delivery.socket.Connection;
import io.sluice.model.Disconnect;
import io.sluice.model.TopicName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Owns the subscribers of one client event loop. Hubs hand events over through inboxes and signal; the shard takes them,
 * then visits the feeds that have news, for a few milliseconds at a time.
 */
public final class Shard {

    private static final int EVENTS_PER_TURN = 1024;

    private final int index;
    private final OwnerLoop loop;
    private final HubLink hub;
    private final PresenceListener presence;
    private final ShardInbox inbox = new ShardInbox(this);
    private final Delivery delivery;
    private final Pass pass;
    private final ShardMetrics metrics = new ShardMetrics();
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final Runnable onSignal = this::onSignal;
    private final Runnable onTurn = this::onTurn;
    private final ArrayList<Subscriber> subscribers = new ArrayList<>();
    private final ClosedConnections closed;
    private boolean turnPosted;
    private volatile long aliveNanos;

    public Shard(int index, OwnerLoop loop, HubLink hub, ShardSettings settings, PresenceListener presence) {
        this.index = index;
        this.loop = loop;
        this.hub = hub;
        this.presence = presence;
        this.closed = new ClosedConnections(settings.closedConnections());
        this.delivery = new Delivery(loop, settings.sliceBytes(), metrics);
        this.pass = new Pass(delivery, hub, metrics, settings.passTime().toNanos());
        this.aliveNanos = loop.nanoTime();
    }

    // ---- any thread

    public int index() {
        return index;
    }

    /** Where the hub hands events over. */
    public ShardInbox inbox() {
        return inbox;
    }

    PresenceListener presence() {
        return presence;
    }

    OwnerLoop loop() {
        return loop;
    }

    public ShardMetrics metrics() {
        return metrics;
    }

    /** When the shard last took events or ended a turn, on its loop's clock. */
    public long aliveNanos() {
        return aliveNanos;
    }

    /** Wakes the shard; one task however often it is called before the shard looks. */
    void signal() {
        if (!signalled.getAndSet(true)) {
            loop.execute(onSignal);
        }
    }

    /** Runs a task with all subscribers, on the shard's loop. */
    public void forAll(Consumer<List<Subscriber>> task) {
        loop.execute(() -> task.accept(List.copyOf(subscribers)));
    }

    /** Counts who is behind and what is pending, for the metrics. */
    public void takeCensus() {
        loop.execute(() -> metrics.countLag(subscribers));
    }

    // ---- the shard's loop: connections

    /**
     * Takes a connection in.
     *
     * @param surface what is said on it between records
     */
    public Subscriber register(Connection connection, Surface surface) {
        assert loop.inLoop();
        Subscriber subscriber = new Subscriber(connection, surface);
        subscriber.place = subscribers.size();
        subscribers.add(subscriber);
        metrics.countSubscribers(subscribers.size());
        return subscriber;
    }

    /**
     * Asks the hub for cursors.
     *
     * @return false where the lane of subscribes is full: the listener is not going to hear anything
     */
    public boolean subscribe(
            Subscriber subscriber, List<TopicStart> topics, WireFormat format, SubscribeListener listener) {
        assert loop.inLoop();
        return hub.subscribe(new SubscribeCommand(inbox, subscriber, topics, format, listener));
    }

    /**
     * Takes one cursor away.
     *
     * @return false where the subscriber has none in this topic
     */
    public boolean unsubscribe(Subscriber subscriber, TopicName topic) {
        assert loop.inLoop();
        Subscription subscription = subscriber.remove(topic);
        if (subscription == null) {
            return false;
        }
        subscriber.former().add(subscription.account(true));
        subscription.feed.audience().leave(subscription);
        tellWhenIdle(subscription.feed);
        return true;
    }

    /** The connection opened or its channel became writable: its cursors go on from where they stand. */
    public void resume(Subscriber subscriber) {
        assert loop.inLoop();
        delivery.deliver(subscriber);
    }

    /** Removes the subscriber's cursors; no further delivery. */
    public void stopDelivery(Subscriber subscriber) {
        assert loop.inLoop();
        subscriber.former().end(subscriber);
        for (Subscription s = subscriber.first; s != null; s = s.sibling) {
            s.feed.audience().leave(s);
            tellWhenIdle(s.feed);
        }
        subscriber.first = null;
    }

    /** Forgets the connection. */
    public void unregister(Subscriber subscriber) {
        assert loop.inLoop();
        if (subscriber.place < 0) {
            return;
        }
        Subscriber last = subscribers.removeLast();
        if (last != subscriber) {
            subscribers.set(subscriber.place, last);
            last.place = subscriber.place;
        }
        subscriber.place = -1;
        subscriber.leave();
        metrics.countSubscribers(subscribers.size());
    }

    /** Keeps what is known of a connection that was open and is closed now, as long as there is room for it. */
    public void remember(Subscriber subscriber, Disconnect cause, Instant closedAt) {
        assert loop.inLoop();
        closed.add(subscriber.account(null, cause, closedAt));
    }

    /** Those that were closed; shard's loop only, the count apart. */
    ClosedConnections closed() {
        return closed;
    }

    /** How many closed connections are remembered; any thread. */
    public int closedConnections() {
        return closed.count();
    }

    private void tellWhenIdle(Feed feed) {
        Audience audience = feed.audience();
        if (audience.size() == 0) {
            hub.feedIdle(feed, audience.grantsSeen());
        }
    }

    // ---- the shard's loop: events

    /** Cleared before anything is read: who publishes after this signals again. */
    private void onSignal() {
        assert loop.inLoop();
        signalled.getAndSet(false);
        if (!turnPosted) {
            onTurn();
        } else if (!takeEvents()) {
            signal();
        }
    }

    private void onTurn() {
        assert loop.inLoop();
        turnPosted = false;
        boolean tookAll = takeEvents();
        boolean visitedAll = pass.run();
        aliveNanos = loop.nanoTime();
        if (!tookAll || !visitedAll) {
            turnPosted = true;
            loop.executeAfterIo(onTurn);
        }
    }

    private boolean takeEvents() {
        for (int left = EVENTS_PER_TURN; left > 0; left--) {
            ShardEvent event = inbox.poll();
            if (event == null) {
                return true;
            }
            onEvent(event);
        }
        return false;
    }

    private void onEvent(ShardEvent event) {
        switch (event) {
            case ShardEvent.Dirty(Feed feed) -> pass.onDirty(feed.audience());
            case ShardEvent.SegmentOpened(Feed feed, var view) ->
                feed.audience().onSegmentOpened(view);
            case ShardEvent.SegmentPrepended(Feed feed, var view, int records) ->
                feed.audience().onSegmentPrepended(view, records);
            case ShardEvent.SegmentRetired(Feed feed) -> feed.audience().onSegmentRetired();
            case ShardEvent.FeedClosed(Feed feed) -> feed.audience().releaseAll();
            case ShardEvent.TopicLost(Feed feed) -> feed.audience().onLost();
            case ShardEvent.Subscribed(SubscribeCommand command, var grants) -> onSubscribed(command, grants);
            case ShardEvent.SubscribeRefused(SubscribeCommand command) -> {
                if (isPresent(command.subscriber())) {
                    command.listener().onRefused();
                }
            }
            case ShardEvent.Unpin(var segments) -> onUnpin(segments);
            case ShardEvent.Canary(Runnable onArrival) -> onArrival.run();
        }
    }

    private void onUnpin(PinnedSegments segments) {
        for (Subscriber subscriber : List.copyOf(subscribers)) {
            if (subscriber.connection.pins(segments)) {
                metrics.countUnpinned();
                subscriber.connection.abort(Disconnect.SLOW);
            }
        }
    }

    private void onSubscribed(SubscribeCommand command, List<Grant> grants) {
        Subscriber subscriber = command.subscriber();
        boolean present = isPresent(subscriber);
        for (Grant grant : grants) {
            Audience audience = grant.feed().audience();
            audience.countGrantSeen();
            if (present) {
                subscriber.add(audience.join(subscriber, grant));
            } else {
                tellWhenIdle(grant.feed());
            }
        }
        if (present) {
            command.listener().onSubscribed(grants);
        }
    }

    private static boolean isPresent(Subscriber subscriber) {
        return switch (subscriber.connection.state()) {
            case CONNECTING, OPEN -> subscriber.place >= 0;
            case CLOSING, CLOSED -> false;
        };
    }
}
