package io.sluice.bench.load;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.sluice.bench.wire.Stamp;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The two loops of a run and what lives on them, wired together. Closing it closes all connections. */
final class Rig implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

    private final Transport transport = Transport.best();
    private final EventLoopGroup readerLoop = transport.newLoop("bench-reader");
    private final EventLoopGroup publisherLoop = transport.newLoop("bench-publisher");
    private final SharedReads sharedReads = new SharedReads();
    private final Endpoint pushEndpoint;
    private final Window window;
    private final Audience audience;
    private final Subscribers subscribers;
    private final Publisher publisher;

    Rig(LoadSettings settings) {
        pushEndpoint = Endpoint.parse(settings.target().pushUrl());
        long tag = Stamp.tagOf(String.format("%08x", ThreadLocalRandom.current().nextInt()));
        window = new Window(settings.audited(), this::pumpSoon);
        Account account = new Account(settings.audited(), window);
        audience = new Audience(account, tag, settings.audited());
        subscribers = new Subscribers(settings, audience, sharedReads, transport, readerLoop);
        publisher = new Publisher(settings.pace(), new Request(pushEndpoint, settings.payloadBytes(), tag), window);
    }

    private void pumpSoon() {
        publisherLoop.execute(publisher::pump);
    }

    /** @throws LoadException if not every connection can be made */
    void connect() throws LoadException, InterruptedException {
        get(onReader(subscribers::connectAll));
        ChannelFuture connecting = transport
                .bootstrap(publisherLoop)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(publisher)
                .connect(pushEndpoint.address())
                .await();
        if (!connecting.isSuccess()) {
            throw new LoadException("the publisher cannot connect: " + connecting.cause());
        }
    }

    void start(Timeline timeline) throws LoadException, InterruptedException {
        onReader(() -> {
            audience.begin(timeline);
            return timeline;
        });
        publisherLoop.execute(() -> publisher.start(timeline));
    }

    CompletableFuture<Void> stopPublishing() throws LoadException, InterruptedException {
        return onPublisher(publisher::stop);
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

    Audience audience() {
        return audience;
    }

    Publisher publisher() {
        return publisher;
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
