package io.sluice.delivery.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.sluice.delivery.hub.Hub;
import io.sluice.delivery.hub.HubSettings;
import io.sluice.delivery.hub.HubSettings.MailboxLimits;
import io.sluice.delivery.hub.PublishCommand;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.delivery.hub.TopicRule;
import io.sluice.delivery.hub.TopicRules;
import io.sluice.delivery.log.LogMemory;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.shard.LagPolicy;
import io.sluice.model.PayloadKind;
import io.sluice.model.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** On the very kind of loop that the hub has, which ends at the first task that throws. */
class NettyLoopTest {

    private static final long PATIENCE_SECONDS = 10;

    private final EventLoop netty = new DefaultEventLoop();
    private final NettyLoop loop = new NettyLoop(netty);
    private final List<ILoggingEvent> logged = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(NettyLoop.class);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            logged.add(event);
        }
    };

    @BeforeEach
    void listen() {
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void end() {
        logger.detachAppender(appender);
        netty.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static void fail() {
        throw new IllegalStateException("on purpose");
    }

    /** The thread that runs what the loop is given after this call. */
    private Thread threadOfNextTask() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        loop.execute(() -> thread.complete(Thread.currentThread()));
        return thread.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void assertLoggedOnce() {
        assertThat(logged)
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getThrowableProxy().getMessage()).isEqualTo("on purpose"));
    }

    @Test
    void aTaskThatThrowsDoesNotEndItsLoopAndIsLoggedOnce() throws Exception {
        Thread before = threadOfNextTask();
        loop.execute(NettyLoopTest::fail);
        assertThat(threadOfNextTask()).isSameAs(before);
        assertThat(netty.isShuttingDown()).isFalse();
        assertLoggedOnce();
    }

    @Test
    void aTimerThatThrowsDoesNotEndItsLoopAndIsLoggedOnce() throws Exception {
        Thread before = threadOfNextTask();
        CompletableFuture<Void> later = new CompletableFuture<>();
        loop.schedule(NettyLoopTest::fail, 1);
        loop.schedule(() -> later.complete(null), 2);
        later.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(threadOfNextTask()).isSameAs(before);
        assertLoggedOnce();
    }

    @Test
    void aTaskAfterIoThatThrowsDoesNotEndItsLoopAndIsLoggedOnce() throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            NettyLoop clients = new NettyLoop(group.next());
            CompletableFuture<Void> later = new CompletableFuture<>();
            clients.execute(() -> {
                clients.executeAfterIo(NettyLoopTest::fail);
                clients.executeAfterIo(() -> later.complete(null));
            });
            later.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            group.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        }
        assertLoggedOnce();
    }

    @Test
    void anAssertionThatFailsIsNoOtherMatterThanAnException() throws Exception {
        loop.execute(() -> {
            throw new AssertionError("on purpose");
        });
        threadOfNextTask();
        assertLoggedOnce();
    }

    @Test
    void aHubGoesOnPublishingAfterATaskThatThrew() throws Exception {
        Hub hub = new Hub(
                loop,
                new HubSettings(
                        new MailboxLimits(10, 1000, 1),
                        10,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        TopicRules.all(new TopicRule(
                                new Retention(10, 1000, Duration.ofMinutes(1)), new LagPolicy.Disconnect(), false)),
                        10,
                        HubSettings.Idempotency.DEFAULT),
                new LogMemory(1 << 20),
                0);
        assertThat(publish(hub)).isEqualTo(1);
        hub.summarize(List.of(), topics -> fail());
        assertThat(publish(hub)).isEqualTo(2);
        threadOfNextTask();
        assertLoggedOnce();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        hub.close(() -> closed.complete(null));
        closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(hub.memory().retainedBytes()).isZero();
    }

    private static long publish(Hub hub) throws Exception {
        ByteBuf payload = Unpooled.copiedBuffer("m", StandardCharsets.UTF_8);
        CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();
        hub.publish(new PublishCommand(
                List.of(new TopicName("a")), PayloadKind.TEXT, payload, null, null, null, outcome::complete));
        hub.flush();
        var accepted = (PublishOutcome.Accepted) outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return accepted.positions().getFirst().offset();
    }
}
