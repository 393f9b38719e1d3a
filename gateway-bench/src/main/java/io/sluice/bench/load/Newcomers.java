package io.sluice.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Subscribers that come while publications flow, and leave again or stay. Runs on the reader loop.
 *
 * <p>They leave by resetting their connection (SO_LINGER 0), as one does whose process ends at once: no side is left with a
 * port in TIME_WAIT, so that neither this run nor the next one can use up the ports of an address.
 */
final class Newcomers implements Subscriber.Owner {
    /** A server that refuses is not asked again at once, or the refusals would be all that is measured. */
    private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Arrivals arrivals;
    private final int connecting;
    private final Connector connector;
    private final EventLoop loop;
    private final ConnectLog log = new ConnectLog();
    private final int[] freeSeats;

    private Timeline timeline = Timeline.notStarted();
    private int free;
    private long started;
    private int inFlight;
    private long pausedUntilNanos;
    private boolean timerSet;
    private boolean stopped = true;

    /** @param firstSeat theirs are this one and those after it */
    Newcomers(LoadSettings settings, Arrivals arrivals, int firstSeat, Connector connector, EventLoop loop) {
        this.arrivals = arrivals;
        this.connecting = settings.mix().connecting();
        this.connector = connector;
        this.loop = loop;
        this.freeSeats = new int[arrivals.seats()];
        for (int i = freeSeats.length - 1; i >= 0; i--) {
            freeSeats[free++] = firstSeat + i;
        }
    }

    void start(Timeline started) {
        timeline = started;
        stopped = false;
        pump();
    }

    /** Nobody comes any more. */
    void stop() {
        stopped = true;
    }

    private void pump() {
        long nowNanos = timeline.nowNanos();
        if (stopped || nowNanos >= timeline.toNanos()) {
            return;
        }
        while (free > 0 && inFlight < connecting && started < arrivals.count() && dueNanos() <= nowNanos) {
            connectNext();
        }
        long delayNanos = dueNanos() - nowNanos;
        if (started < arrivals.count() && delayNanos > 0 && !timerSet) {
            timerSet = true;
            loop.schedule(this::timerFired, delayNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void timerFired() {
        timerSet = false;
        pump();
    }

    private long dueNanos() {
        return Math.max(pausedUntilNanos, arrivals.dueNanos(started, timeline));
    }

    private void connectNext() {
        started++;
        inFlight++;
        int seat = freeSeats[--free];
        connector.audience().account().joined(seat);
        Bootstrap own = connector.bootstrap().option(ChannelOption.SO_LINGER, 0);
        connector.connect(own, new Subscriber(seat, false, connector, this));
    }

    @Override
    public void joined(Subscriber subscriber, long connectNanos) {
        inFlight--;
        log.joined(connectNanos, timeline.isMeasured(timeline.nowNanos()));
        connector.audience().joined();
        Long stayNanos = arrivals.stayNanos();
        if (stayNanos != null && stayNanos > 0) {
            loop.schedule(subscriber::leave, stayNanos, TimeUnit.NANOSECONDS);
        } else if (stayNanos != null) {
            // Not from inside its own read.
            loop.execute(subscriber::leave);
        }
        pump();
    }

    @Override
    public void left(Subscriber subscriber, String reason) {
        int seat = subscriber.seat();
        if (subscriber.isLeaving()) {
            connector.audience().departed(seat);
        } else {
            connector.audience().lost(seat, reason);
        }
        release(seat);
    }

    @Override
    public void failed(Subscriber subscriber, Throwable cause) {
        inFlight--;
        log.failed(cause);
        pausedUntilNanos = timeline.nowNanos() + PAUSE_AFTER_FAILURE_NANOS;
        connector.audience().account().left(subscriber.seat());
        release(subscriber.seat());
    }

    private void release(int seat) {
        freeSeats[free++] = seat;
        pump();
    }

    ConnectLog log() {
        return log;
    }

    static @Nullable Newcomers of(
            LoadSettings settings, @Nullable Arrivals arrivals, Connector connector, EventLoop loop) {
        return arrivals == null ? null : new Newcomers(settings, arrivals, settings.subscribers(), connector, loop);
    }
}
