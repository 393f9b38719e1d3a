package io.sluice.server.presence;

import io.sluice.model.ConnectionInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is on one topic. Somebody with several connections is there once. Presence loop only. */
final class Roster {

    /** Somebody on the topic, or gone so shortly that it may be a reconnect. */
    static final class Member {
        final String identity;
        final Set<Long> connections = new HashSet<>(2);
        ConnectionInfo last;

        /** When its leave is to be told, unless it comes back; meaningful only while it has no connection. */
        long leavesAtNanos;

        /** Whether it stands in the queue of those who may have left. */
        boolean queued;

        Member(String identity, ConnectionInfo first) {
            this.identity = identity;
            this.last = first;
        }

        boolean isGone() {
            return connections.isEmpty();
        }
    }

    private final Map<String, Member> members = new HashMap<>();

    /** Under the same user, or what it calls itself, it is the same; else every connection is somebody. */
    static String identityOf(ConnectionInfo connection) {
        if (connection.user() != null) {
            return "user " + connection.user();
        }
        return connection.client() != null ? "client " + connection.client() : "connection " + connection.id();
    }

    int size() {
        return members.size();
    }

    @Nullable
    Member get(String identity) {
        return members.get(identity);
    }

    Member add(String identity, ConnectionInfo first) {
        Member member = new Member(identity, first);
        members.put(identity, member);
        return member;
    }

    void remove(Member member) {
        members.remove(member.identity);
    }
}
