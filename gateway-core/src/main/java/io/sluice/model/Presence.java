package io.sluice.model;

import java.util.List;

/**
 * Who is on a topic.
 *
 * @param count all connections on it
 * @param page some of them, by id
 */
public record Presence(int count, List<ConnectionInfo> page) {

    public Presence {
        page = List.copyOf(page);
    }
}
