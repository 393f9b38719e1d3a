package io.sluice.delivery.loop;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An {@link OwnerLoop} on a Netty event loop. */
public final class NettyLoop implements OwnerLoop {

    private static final Logger LOG = LoggerFactory.getLogger(NettyLoop.class);

    private final EventLoop loop;

    public NettyLoop(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(guarded(task));
    }

    /** Goes through the loop's tail tasks: a task that posts itself would keep Netty from its sockets for a second. */
    @Override
    public void executeAfterIo(Runnable task) {
        if (loop instanceof SingleThreadEventLoop single) {
            single.executeAfterEventLoopIteration(() -> loop.execute(guarded(task)));
        } else {
            loop.execute(guarded(task));
        }
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        var unused = loop.schedule(guarded(task), delayNanos, TimeUnit.NANOSECONDS);
    }

    /** A task that throws must neither end the thread, as it would on some loops, nor vanish in a future, as on others. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable unexpected) {
                LOG.error("a task failed; its loop goes on", unexpected);
            }
        };
    }

    @Override
    public boolean inLoop() {
        return loop.inEventLoop();
    }

    @Override
    public long nanoTime() {
        return loop.ticker().nanoTime();
    }
}
