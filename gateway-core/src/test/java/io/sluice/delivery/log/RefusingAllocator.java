package io.sluice.delivery.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/** The allocator of the logs, in a process whose direct memory is used up as soon as a test says so. */
public final class RefusingAllocator extends PooledByteBufAllocator {

    private int grants = Integer.MAX_VALUE;

    public RefusingAllocator() {
        super(true, 0, 1, 8192, 9, 0, 0, false);
    }

    /** A memory of this allocator's. */
    public LogMemory memory(long budgetBytes) {
        return new LogMemory(budgetBytes, this);
    }

    /** From now on so many buffers are given and then none. */
    public void refuseAfter(int buffers) {
        grants = buffers;
    }

    public void giveAgain() {
        grants = Integer.MAX_VALUE;
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        if (grants == 0) {
            throw new OutOfMemoryError("refused, as a process is that has used up its direct memory");
        }
        grants--;
        return super.newDirectBuffer(initialCapacity, maxCapacity);
    }
}
