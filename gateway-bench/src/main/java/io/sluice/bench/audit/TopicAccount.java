package io.sluice.bench.audit;

import org.jspecify.annotations.Nullable;

/**
 * What the gateway accepted on one topic. A soak's topic has one publisher, which waits for each answer, so all that was
 * accepted is one range of offsets; what breaks the range is a finding. Belongs to the client loop.
 */
public final class TopicAccount {
    private final String topic;
    private final Findings findings;
    private @Nullable String epoch;
    private long first;
    private long last;

    public TopicAccount(String topic, Findings findings) {
        this.topic = topic;
        this.findings = findings;
    }

    public void accepted(String acceptedEpoch, long offset) {
        if (epoch == null) {
            epoch = acceptedEpoch;
            first = offset;
        } else if (!epoch.equals(acceptedEpoch)) {
            findings.add(
                    Findings.Kind.EPOCH, 1, topic + ": accepted in epoch " + acceptedEpoch + ", before in " + epoch);
            epoch = acceptedEpoch;
        } else if (offset != last + 1) {
            findings.add(Findings.Kind.PUBLISH, 1, topic + ": accepted at " + offset + ", after " + last);
        }
        last = offset;
    }

    public String topic() {
        return topic;
    }

    /** Null until something was accepted. */
    @Nullable
    public String epoch() {
        return epoch;
    }

    /** The newest accepted offset, 0 if there is none. */
    public long last() {
        return last;
    }

    /** Where a new subscriber may begin so that the next publication is its first; null until something was accepted. */
    @Nullable
    public String head() {
        return epoch == null ? null : epoch + ":" + last;
    }

    public long acceptedCount() {
        return epoch == null ? 0 : last - first + 1;
    }
}
