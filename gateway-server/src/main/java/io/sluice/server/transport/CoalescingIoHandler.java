package io.sluice.server.transport;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Lets the sockets of a loop wait for a pause after each wake-up, as a network card does with its interrupts, so that what
 * arrives meanwhile costs one wake-up of this thread and of those behind it. Tasks never wait longer than they would for
 * their time; a wake-up during the pause takes effect at its end.
 */
final class CoalescingIoHandler implements IoHandler {

    /** A shorter sleep costs more than it saves. */
    private static final long SHORTEST_NANOS = 20_000;

    private final IoHandler handler;
    private final LongSupplier pauseNanos;
    private final LongSupplier nanoTime;
    private final LongConsumer park;
    private long wokenNanos;

    /**
     * Coalesces what this handler does.
     *
     * @param pauseNanos asked before each wait; 0 for none
     * @param park waits for so many nanoseconds, or less
     */
    CoalescingIoHandler(IoHandler handler, LongSupplier pauseNanos, LongSupplier nanoTime, LongConsumer park) {
        this.handler = handler;
        this.pauseNanos = pauseNanos;
        this.nanoTime = nanoTime;
        this.park = park;
        this.wokenNanos = nanoTime.getAsLong();
    }

    @Override
    public int run(IoHandlerContext context) {
        pause(context);
        int handled = handler.run(context);
        wokenNanos = nanoTime.getAsLong();
        return handled;
    }

    private void pause(IoHandlerContext context) {
        long pause = pauseNanos.getAsLong();
        if (pause == 0 || !context.canBlock()) {
            return;
        }
        long now = nanoTime.getAsLong();
        long left = Math.min(pause - (now - wokenNanos), context.delayNanos(now));
        if (left >= SHORTEST_NANOS) {
            park.accept(left);
        }
    }

    @Override
    public void initialize() {
        handler.initialize();
    }

    @Override
    public void prepareToDestroy() {
        handler.prepareToDestroy();
    }

    @Override
    public void destroy() {
        handler.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return handler.register(handle);
    }

    @Override
    public void wakeup() {
        handler.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return handler.isCompatible(handleType);
    }
}
