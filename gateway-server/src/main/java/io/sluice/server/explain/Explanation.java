package io.sluice.server.explain;

import io.sluice.model.ConnectionAccount;
import io.sluice.model.Position;
import io.sluice.model.TopicAccount;
import io.sluice.model.TopicName;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole answer.
 *
 * @param verdicts one per topic that is asked for or was found; one without a topic where nothing was found
 * @param connections those on the topic first, among them those that are there, among them the newest
 * @param more how many further connections are known
 * @param refused the newest handshakes refused
 * @param since from when on every connection is known; null where no gateway answered
 * @param missing names of gateways that did not answer in time
 */
public record Explanation(
        List<TopicVerdict> verdicts,
        List<Connection> connections,
        int more,
        List<Refused> refused,
        @Nullable Instant since,
        List<String> missing) {

    public Explanation {
        verdicts = List.copyOf(verdicts);
        connections = List.copyOf(connections);
        refused = List.copyOf(refused);
        missing = List.copyOf(missing);
    }

    /**
     * What is said of one publication over all connections.
     *
     * @param topic null where none was asked for and none found
     * @param facts null where nothing is known of the topic
     * @param publication null where it is not known which it would be
     */
    public record TopicVerdict(
            @Nullable TopicName topic,
            @Nullable TopicFacts facts,
            @Nullable Position publication,
            Judgement judgement) {}

    /** A connection, the gateway that has or had it, and a judgement for each of its topics. */
    public record Connection(String node, ConnectionAccount account, List<Judgement> judgements) {

        public Connection {
            judgements = List.copyOf(judgements);
        }
    }

    /** A refused handshake and the gateway that refused it. */
    public record Refused(String node, RefusedHandshake handshake) {}

    /** Connections on the topic first, among them those that are there, among them the newest. */
    static Comparator<ConnectionAccount> order(@Nullable TopicName topic) {
        return Comparator.<ConnectionAccount, Boolean>comparing(
                        account -> topic != null && account.topic(topic) != null)
                .thenComparing(account -> account.closedAt() == null)
                .thenComparing(Explanation::newness)
                .thenComparingLong(account -> account.info().id())
                .reversed();
    }

    private static Instant newness(ConnectionAccount account) {
        Instant closedAt = account.closedAt();
        return closedAt == null ? account.info().openedAt() : closedAt;
    }

    /** The accounts of a topic on a connection, in the account's order. */
    static List<TopicAccount> of(ConnectionAccount account, TopicName topic) {
        return account.topics().stream()
                .filter(each -> each.topic().equals(topic))
                .toList();
    }
}
