package io.sluice.server.fleet;

import io.sluice.model.TopicName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A node for as long as it has its lease without a break. What it wrote under an earlier one is swept as if another node had
 * died, so that nothing of it stays behind whatever became of commands on their way. Fleet's loop only.
 */
final class Incarnation {

    /** Number, process and count, with dashes between. */
    final String name;

    /** In whose rosters it stands, or is about to, and who of it. */
    final Map<TopicName, Set<String>> topics = new HashMap<>();

    Incarnation(int number, String process, int count) {
        this.name = number + "-" + process + "-" + count;
    }

    static int numberOf(String name) {
        return Integer.parseInt(name, 0, name.indexOf('-'), 10);
    }

    /** Which process it is, whatever number it had. */
    static String processOf(String name) {
        return name.substring(name.indexOf('-') + 1, name.lastIndexOf('-'));
    }
}
