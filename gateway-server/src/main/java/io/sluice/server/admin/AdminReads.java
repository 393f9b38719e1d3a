package io.sluice.server.admin;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * What the push port serves to operators.
 *
 * @param reads histories, which are the same everywhere
 * @param node this gateway alone
 * @param fleet all of them; this one alone where it is
 */
public record AdminReads(GatewayReads reads, FleetReads node, FleetReads fleet) {

    /** Of a gateway that is alone and whose connections nobody closes; for tests and embedding. */
    public static AdminReads alone(GatewayReads reads) {
        FleetReads node = new OneGateway(
                reads,
                command -> CompletableFuture.completedStage(0),
                () -> new NodeInfo(0, "alone", "dev", Instant.EPOCH, 0));
        return new AdminReads(reads, node, node);
    }
}
