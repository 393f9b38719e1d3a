package io.sluice.server.fleet;

import static io.sluice.server.fleet.FleetNames.text;

import io.sluice.server.admin.NodeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A node that is not known to be dead. */
record LivingNode(String process, NodeInfo info) {

    /** All that there are; any thread. */
    static CompletableFuture<List<LivingNode>> all(FleetLink link, FleetNames names) {
        byte[][] keys = {names.nodes()};
        return link.run(FleetScript.NODES, keys, new byte[0][])
                .thenApply(LivingNode::of)
                .toCompletableFuture();
    }

    private static List<LivingNode> of(List<Object> answer) {
        List<LivingNode> found = new ArrayList<>();
        for (int i = 0; i + 1 < answer.size(); i += 2) {
            found.add(
                    new LivingNode(Incarnation.processOf(text(answer.get(i))), NodeText.read(text(answer.get(i + 1)))));
        }
        return found;
    }
}
