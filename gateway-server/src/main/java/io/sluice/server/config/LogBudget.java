package io.sluice.server.config;

/** How much memory the logs of all topics may take together, retained and pinned. */
public sealed interface LogBudget {

    /** The budget in bytes on a JVM with this maximum of direct memory. */
    long bytes(long maxDirectMemoryBytes);

    /**
     * A part of what the JVM allows.
     *
     * @param percent 1 to 90, of the maximum of direct memory
     */
    record Percent(int percent) implements LogBudget {
        @Override
        public long bytes(long maxDirectMemoryBytes) {
            // Divided first, so that a huge maximum cannot overflow.
            return maxDirectMemoryBytes / 100 * percent;
        }

        @Override
        public String toString() {
            return percent + "%";
        }
    }

    /** A fixed size. */
    record Fixed(long bytes) implements LogBudget {
        @Override
        public long bytes(long maxDirectMemoryBytes) {
            return bytes;
        }

        @Override
        public String toString() {
            return ByteSize.format(bytes);
        }
    }
}
