package io.sluice.server.subscriber.handshake;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A place that was taken; closing it gives the place back, once, from any thread. */
abstract class Permit implements AutoCloseable {

    private static final VarHandle CLOSED;

    static {
        try {
            CLOSED = MethodHandles.lookup().findVarHandle(Permit.class, "closed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through CLOSED: a field of its own, instead of an AtomicBoolean per connection
    private volatile boolean closed;

    @Override
    public final void close() {
        if (CLOSED.compareAndSet(this, false, true)) {
            release();
        }
    }

    abstract void release();
}
