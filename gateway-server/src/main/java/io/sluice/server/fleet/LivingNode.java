package io.sluice.server.fleet;

import static io.sluice.server.fleet.FleetNames.text;

import io.sluice.server.admin.NodeInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A node that is not known to be dead. */
record LivingNode(String process, NodeInfo info) {

    /** All that there are; any thread. */
    static CompletableFuture<List<LivingNode>> all(FleetLink link, FleetNames names, FleetMetrics metrics) {
        byte[][] keys = {names.nodes()};
        return link.run(FleetScript.NODES, keys, new byte[0][])
                .thenApply(answer -> of(answer, metrics))
                .toCompletableFuture();
    }

    private static List<LivingNode> of(List<Object> answer, FleetMetrics metrics) {
        List<LivingNode> found = new ArrayList<>();
        for (int i = 0; i + 1 < answer.size(); i += 2) {
            found.add(of(text(answer.get(i)), text(answer.get(i + 1)), metrics));
        }
        return found;
    }

    private static LivingNode of(String incarnation, String said, FleetMetrics metrics) {
        try {
            return new LivingNode(Incarnation.processOf(incarnation), NodeText.read(said));
        } catch (RuntimeException e) {
            metrics.messagesUnreadable.inc();
            // Nobody answers to this, so that it is named as missing.
            return new LivingNode(incarnation, new NodeInfo(0, incarnation, "", Instant.EPOCH, 0));
        }
    }
}
