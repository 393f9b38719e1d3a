package io.sluice.server.presence;

import io.sluice.model.ConnectionInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is on one topic, and who has left it without that being known yet. Somebody with several connections is there once.
 * Presence loop only.
 */
final class Roster {

    private final Map<String, Member> members = new HashMap<>();

    /** How many of them are on the topic. */
    int present;

    /** Under the same user, or what it calls itself, it is the same; else every connection is somebody. */
    static String identityOf(ConnectionInfo connection) {
        if (connection.user() != null) {
            return "user " + connection.user();
        }
        return connection.client() != null ? "client " + connection.client() : "connection " + connection.id();
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    @Nullable
    Member get(String identity) {
        return members.get(identity);
    }

    void add(Member member) {
        members.put(member.identity, member);
    }

    void addTo(List<Member> all) {
        all.addAll(members.values());
    }

    void remove(Member member) {
        members.remove(member.identity);
    }
}
