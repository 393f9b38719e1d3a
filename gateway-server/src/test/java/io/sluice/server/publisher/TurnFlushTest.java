package io.sluice.server.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.sluice.delivery.hub.PublishCommand;
import io.sluice.engine.Engine;
import io.sluice.model.PayloadKind;
import io.sluice.model.TopicName;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often the hub is woken for what one turn of a loop read. */
class TurnFlushTest {

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final Counting engine = new Counting();
    private final TurnFlush flush = new TurnFlush(engine);

    @AfterEach
    void endTheLoop() {
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    private static PublishCommand command() {
        return new PublishCommand(
                List.of(new TopicName("t")), PayloadKind.TEXT, Unpooled.EMPTY_BUFFER, null, null, null, outcome -> {});
    }

    private void publishInOneTurn(int commands) throws Exception {
        loop.submit(() -> {
                    for (int i = 0; i < commands; i++) {
                        flush.publish(command(), loop);
                    }
                })
                .get(10, TimeUnit.SECONDS);
        // What comes at the end of a turn comes in the order in which it was asked for.
        CountDownLatch ended = new CountDownLatch(1);
        ((SingleThreadEventLoop) loop).executeAfterEventLoopIteration(ended::countDown);
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void allThatATurnPublishesIsFlushedOnceAfterTheLast() throws Exception {
        publishInOneTurn(100);
        assertThat(engine.published).hasValue(100);
        assertThat(engine.flushed).hasValue(1);
        assertThat(engine.publishedBeforeFlush).hasValue(100);
    }

    @Test
    void eachTurnHasAFlushOfItsOwn() throws Exception {
        publishInOneTurn(1);
        publishInOneTurn(1);
        assertThat(engine.flushed).hasValue(2);
    }

    @Test
    void whereALoopHasNoEndOfATurnTheFlushFollowsAtOnce() {
        EmbeddedChannel channel = new EmbeddedChannel();
        flush.publish(command(), channel.eventLoop());
        assertThat(engine.flushed).hasValue(1);
        channel.finishAndReleaseAll();
    }

    @Test
    void aLoopThatHasEndedDoesNotKeepAPublicationFromTheHub() throws Exception {
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS).get(10, TimeUnit.SECONDS);
        flush.publish(command(), loop);
        assertThat(engine.flushed).hasValue(1);
    }

    private static final class Counting implements Engine {

        private final AtomicInteger published = new AtomicInteger();
        private final AtomicInteger flushed = new AtomicInteger();
        private final AtomicInteger publishedBeforeFlush = new AtomicInteger();

        @Override
        public void publish(PublishCommand command) {
            published.incrementAndGet();
        }

        @Override
        public void flush() {
            publishedBeforeFlush.set(published.get());
            flushed.incrementAndGet();
        }
    }
}
