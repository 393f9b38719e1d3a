package io.sluice.delivery.shard;

/**
 * Publications of one topic that a subscriber is not going to get.
 *
 * @param from the first offset after what was delivered
 * @param to the last offset that the gap is about
 * @param skipped how many of {@code from} to {@code to} do not come
 */
public record Gap(long from, long to, long skipped, Reason reason) {

    /** Why they do not come. */
    public enum Reason {
        /** Retention overtook the cursor; all of them are skipped. */
        LAG,
        /** As before, but the newest of each key follow. */
        LATEST
    }
}
