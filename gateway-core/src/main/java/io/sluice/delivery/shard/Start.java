package io.sluice.delivery.shard;

import io.sluice.model.Position;
import java.time.Duration;

/** Where in a topic delivery is to begin. */
public sealed interface Start {

    /** With what is published from now on. */
    record Head() implements Start {}

    /** With the oldest publication that is retained. */
    record Oldest() implements Start {}

    /** With the publication after this position; only this start can be lost. */
    record After(Position position) implements Start {}

    /** With the oldest retained publication that is at most this old. */
    record Since(Duration age) implements Start {}

    /** With the newest publications, as many of them as are retained; 0 or more. */
    record Last(int messages) implements Start {

        public Last {
            if (messages < 0) {
                throw new IllegalArgumentException("a number of messages is " + messages + "; allowed: 0 or more");
            }
        }
    }
}
