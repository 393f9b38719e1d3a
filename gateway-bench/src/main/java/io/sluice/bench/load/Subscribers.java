package io.sluice.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import java.util.concurrent.CompletableFuture;

/** Those that are there before publishing begins; a bounded number of handshakes at a time. Runs on the reader loop. */
final class Subscribers implements Subscriber.Owner {
    private final LoadSettings settings;
    private final Connector connector;
    private final ConnectLog log = new ConnectLog();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private int started;

    Subscribers(LoadSettings settings, Connector connector) {
        this.settings = settings;
        this.connector = connector;
    }

    /** Completes when all have joined, exceptionally when one cannot. */
    CompletableFuture<Void> connectAll() {
        if (settings.subscribers() == 0) {
            ready.complete(null);
        }
        for (int i = 0; i < settings.mix().connecting(); i++) {
            connectNext();
        }
        return ready;
    }

    private void connectNext() {
        if (started == settings.subscribers() || ready.isCompletedExceptionally()) {
            return;
        }
        int seat = started++;
        boolean stalled = isStalled(seat);
        Bootstrap own = connector.bootstrap();
        int receiveBufferBytes = settings.mix().stalled().receiveBufferBytes();
        if (stalled && receiveBufferBytes > 0) {
            own.option(ChannelOption.SO_RCVBUF, receiveBufferBytes);
        }
        connector.connect(own, new Subscriber(seat, stalled, connector, this));
    }

    private boolean isStalled(int seat) {
        return seat >= settings.audited();
    }

    @Override
    public void joined(Subscriber subscriber, long connectNanos) {
        log.joined(connectNanos, true);
        connector.audience().joined();
        if (log.joined() == settings.subscribers()) {
            ready.complete(null);
        } else {
            connectNext();
        }
    }

    @Override
    public void left(Subscriber subscriber, String reason) {
        if (isStalled(subscriber.seat())) {
            connector.audience().stalledLeft();
        } else {
            connector.audience().lost(subscriber.seat(), reason);
        }
        ready.completeExceptionally(new IllegalStateException(
                "subscriber " + subscriber.seat() + " was closed while others connected: " + reason));
    }

    @Override
    public void failed(Subscriber subscriber, Throwable cause) {
        log.failed(cause);
        ready.completeExceptionally(new IllegalStateException(
                "subscriber " + subscriber.seat() + " cannot connect: " + cause.getMessage(), cause));
    }

    ConnectLog log() {
        return log;
    }
}
