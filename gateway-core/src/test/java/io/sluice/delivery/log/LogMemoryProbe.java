package io.sluice.delivery.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;

/** Looks at what the allocator of the logs has given out. */
public final class LogMemoryProbe {

    private LogMemoryProbe() {}

    /** Buffers that were not given back. The pool keeps a chunk for the next one, so what it reserves says less. */
    public static long buffersInUse(LogMemory memory) {
        return allocator(memory).metric().directArenas().stream()
                .mapToLong(arena -> arena.numActiveAllocations())
                .sum();
    }

    private static PooledByteBufAllocator allocator(LogMemory memory) {
        try {
            var field = LogMemory.class.getDeclaredField("allocator");
            field.setAccessible(true);
            return (PooledByteBufAllocator) field.get(memory);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    public static void assertNothingHeld(LogMemory memory) {
        assertThat(memory.retainedBytes()).as("retained bytes").isZero();
        assertThat(memory.pinnedBytes()).as("pinned bytes").isZero();
        assertThat(memory.hasPinned()).as("pinned segments").isFalse();
        assertThat(buffersInUse(memory)).as("buffers in use").isZero();
    }
}
