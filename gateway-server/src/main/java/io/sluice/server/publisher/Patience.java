package io.sluice.server.publisher;

import java.time.Duration;

/**
 * How long a publisher may take.
 *
 * @param idle between two bytes, also between two requests
 * @param head from the first byte of a request's head to its end
 * @param body from the end of the head to the end of a single publication; a batch only has to keep moving
 * @param linger after the last answer, until the publisher has noticed it
 */
record Patience(Duration idle, Duration head, Duration body, Duration linger) {

    static Patience of(Duration head) {
        return new Patience(Duration.ofSeconds(75), head, Duration.ofSeconds(30), Duration.ofSeconds(5));
    }
}
