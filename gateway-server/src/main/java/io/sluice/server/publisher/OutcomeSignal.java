package io.sluice.server.publisher;

import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a connection's loop to look for outcomes: one task, however many outcomes came. */
final class OutcomeSignal implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(OutcomeSignal.class);

    private final ChannelHandlerContext ctx;
    private final Runnable look;
    private final AtomicBoolean raised = new AtomicBoolean();

    OutcomeSignal(ChannelHandlerContext ctx, Runnable look) {
        this.ctx = ctx;
        this.look = look;
    }

    /** Safe from any thread; neither blocks nor throws. */
    void raise() {
        if (raised.get() || !raised.compareAndSet(false, true)) {
            return;
        }
        try {
            ctx.executor().execute(this);
        } catch (RejectedExecutionException e) {
            LOG.debug("the loop of {} has ended before an answer", ctx.channel(), e);
        }
    }

    @Override
    public void run() {
        // Before looking: an outcome that comes later finds the flag down and raises it again.
        raised.set(false);
        look.run();
    }
}
