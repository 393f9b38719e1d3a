package io.sluice.delivery.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.util.HashMap;
import java.util.Map;

/** Looks at what the allocator of the logs has given out. */
public final class LogMemoryProbe {

    private static final Map<Long, LogMemory> UNUSED = new HashMap<>();

    private LogMemoryProbe() {}

    /**
     * A memory that nobody uses, one per budget where the last user left nothing: a pool keeps its chunk as long as the
     * process lives, and tests would reserve thousands.
     */
    public static LogMemory take(long budgetBytes) {
        LogMemory memory = UNUSED.remove(budgetBytes);
        return memory == null ? new LogMemory(budgetBytes) : memory;
    }

    /** Checks that nothing is held, and keeps the memory for the next one. */
    public static void giveBack(LogMemory memory) {
        assertNothingHeld(memory);
        UNUSED.put(memory.budgetBytes(), memory);
    }

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
