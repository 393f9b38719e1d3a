package io.sluice.delivery.loop;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import java.util.concurrent.TimeUnit;

/** An {@link OwnerLoop} on a Netty event loop. */
public final class NettyLoop implements OwnerLoop {

    private final EventLoop loop;

    public NettyLoop(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    /** Goes through the loop's tail tasks: a task that posts itself would keep Netty from its sockets for a second. */
    @Override
    public void executeAfterIo(Runnable task) {
        if (loop instanceof SingleThreadEventLoop single) {
            single.executeAfterEventLoopIteration(() -> loop.execute(task));
        } else {
            loop.execute(task);
        }
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        var unused = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
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
