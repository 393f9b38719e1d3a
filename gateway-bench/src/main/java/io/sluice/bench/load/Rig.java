package io.sluice.bench.load;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.sluice.bench.report.LoadResult.Latency;
import io.sluice.bench.wire.Stamp;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The two loops of a run and what lives on them, wired together. Closing it closes all connections. */
final class Rig implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

    private final Transport transport = Transport.best();
    private final EventLoopGroup readerLoop = transport.newLoop("bench-reader");
    private final EventLoopGroup publisherLoop = transport.newLoop("bench-publisher");
    private final SharedReads sharedReads = new SharedReads();
    private final LoadSettings settings;
    private final Window window;
    private final Tally tally;
    private final Audience audience;
    private final Subscribers subscribers;
    private final @Nullable Newcomers newcomers;
    private final @Nullable Publisher publisher;

    Rig(LoadSettings settings) {
        this.settings = settings;
        long tag = Stamp.tagOf(String.format("%08x", ThreadLocalRandom.current().nextInt()));
        Topics topics = Topics.of(settings.mix().topics());
        Arrivals arrivals = Arrivals.of(settings);
        // Several topics have no common order in which one could wait for everybody.
        int members = topics.count() == 1 ? settings.audited() : 0;
        int seats = settings.subscribers() + (arrivals == null ? 0 : arrivals.seats());
        tally = new Tally(topics);
        window = new Window(members, this::pumpSoon);
        Account account = new Account(topics, seats, members, window, tally::sent);
        for (int unaudited = settings.audited(); unaudited < seats; unaudited++) {
            account.left(unaudited);
        }
        audience = new Audience(account, tag);
        Connector connector = new Connector(settings, audience, sharedReads, transport, readerLoop);
        subscribers = new Subscribers(settings, connector);
        newcomers = Newcomers.of(settings, arrivals, connector, readerLoop.next());
        PushWire wire = wire(settings, tag);
        publisher = wire == null ? null : new Publisher(settings, wire, tally, window);
    }

    private static @Nullable PushWire wire(LoadSettings settings, long tag) {
        String url = settings.target().pushUrl();
        if (url == null || settings.pace().isIdle()) {
            return null;
        }
        return url.startsWith("ws:") ? new WebSocketPush(settings, url, tag) : new HttpPush(settings, url, tag);
    }

    private void pumpSoon() {
        Publisher own = publisher;
        if (own != null) {
            publisherLoop.execute(own::pump);
        }
    }

    /** @throws LoadException if not every connection can be made */
    void connect() throws LoadException, InterruptedException {
        get(onReader(subscribers::connectAll));
        Publisher own = publisher;
        String url = settings.target().pushUrl();
        if (own == null || url == null) {
            return;
        }
        ChannelFuture connecting = transport
                .bootstrap(publisherLoop)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(own)
                .connect(Endpoint.parse(
                                new UrlTemplate(url).of(Topics.of(settings.mix().topics()), 0))
                        .address())
                .await();
        if (!connecting.isSuccess()) {
            throw new LoadException("the publisher cannot connect: " + connecting.cause());
        }
        get(own.whenReady());
    }

    void start(Timeline timeline) throws LoadException, InterruptedException {
        Newcomers coming = newcomers;
        onReader(() -> {
            audience.begin(timeline);
            if (coming != null) {
                coming.start(timeline);
            }
            return timeline;
        });
        Publisher own = publisher;
        if (own != null) {
            publisherLoop.execute(() -> own.start(timeline));
        }
    }

    /** Nobody comes and nothing is sent any more; completes when all that was sent is answered. */
    CompletableFuture<Void> stop() throws LoadException, InterruptedException {
        Newcomers coming = newcomers;
        if (coming != null) {
            onReader(() -> {
                coming.stop();
                return coming;
            });
        }
        Publisher own = publisher;
        return own == null ? CompletableFuture.completedFuture(null) : onPublisher(own::stop);
    }

    <T> T onReader(Callable<T> task) throws LoadException, InterruptedException {
        return get(readerLoop.submit(task));
    }

    <T> T onPublisher(Callable<T> task) throws LoadException, InterruptedException {
        return get(publisherLoop.submit(task));
    }

    private static <T> T get(Future<T> future) throws LoadException, InterruptedException {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new LoadException(cause == null ? e.toString() : String.valueOf(cause.getMessage()));
        } catch (TimeoutException e) {
            throw new LoadException("no progress for " + PATIENCE.toSeconds() + " s");
        }
    }

    Window window() {
        return window;
    }

    Tally tally() {
        return tally;
    }

    Audience audience() {
        return audience;
    }

    /** Of those that were there from the start. */
    ConnectLog setUp() {
        return subscribers.log();
    }

    /** Null if nobody comes later. */
    @Nullable
    ConnectLog churn() {
        return newcomers == null ? null : newcomers.log();
    }

    /** Whether the server closed the publisher's connection. */
    boolean isPublisherClosed() {
        return publisher != null && publisher.isClosed();
    }

    /** All of the measured phase so far; null if nothing arrived. */
    @Nullable
    Latency measuredLatency() throws LoadException, InterruptedException {
        return onReader(() -> Optional.ofNullable(audience.latencies().measured()))
                .orElse(null);
    }

    /** The numbers of the two threads, for {@link LoopTimes}. */
    long[] threads() throws LoadException, InterruptedException {
        return new long[] {
            onReader(() -> Thread.currentThread().threadId()),
            onPublisher(() -> Thread.currentThread().threadId())
        };
    }

    @Override
    public void close() {
        end(publisherLoop);
        // While a loop may still read, the buffer it reads into must stay.
        if (end(readerLoop)) {
            sharedReads.close();
        }
    }

    private static boolean end(EventLoopGroup loop) {
        long millis = SHUTDOWN_TIMEOUT.toMillis();
        return loop.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS).awaitUninterruptibly(millis);
    }
}
