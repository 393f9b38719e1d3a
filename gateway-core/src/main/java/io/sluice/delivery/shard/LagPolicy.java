package io.sluice.delivery.shard;

/** What becomes of a cursor that retention has overtaken. The client is told in every case. */
public sealed interface LagPolicy {

    /** Whether the cursor goes on elsewhere; else the connection ends. */
    boolean skips();

    /** Up to how many keys the newest publication of each is delivered; 0 for none. */
    int maxKeys();

    /** The connection is closed as slow; the client comes back and resumes as far as the log reaches. */
    record Disconnect() implements LagPolicy {

        @Override
        public boolean skips() {
            return false;
        }

        @Override
        public int maxKeys() {
            return 0;
        }
    }

    /** The cursor goes on at the oldest publication that is retained. */
    record Skip() implements LagPolicy {

        @Override
        public boolean skips() {
            return true;
        }

        @Override
        public int maxKeys() {
            return 0;
        }
    }

    /**
     * The cursor goes on with the newest retained publication of each key, in offset order; publications without a key
     * share one.
     *
     * @param maxKeys above which it skips; at least 1
     */
    record Latest(int maxKeys) implements LagPolicy {

        public Latest {
            if (maxKeys < 1) {
                throw new IllegalArgumentException(
                        "the greatest number of keys is " + maxKeys + "; allowed: at least 1");
            }
        }

        @Override
        public boolean skips() {
            return true;
        }
    }
}
