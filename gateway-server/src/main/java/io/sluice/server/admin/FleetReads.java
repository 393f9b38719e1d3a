package io.sluice.server.admin;

import io.sluice.model.ConnectionInfo;
import io.sluice.model.ConnectionSummary;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import io.sluice.server.explain.ExplainQuery;
import io.sluice.server.explain.Explanation;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What operators ask of all gateways that are one fleet, or of one that is alone. Pages and orders are those of
 * {@link GatewayReads}. Thread-safe; answers come on any thread, and fail with a {@link ReadRefusedException} where it cannot
 * be asked now.
 */
public interface FleetReads {

    /** Topics by name, each once: subscribers of all gateways, the rest as the one says that is furthest. */
    CompletionStage<FleetPage<TopicSummary>> topics(@Nullable String after, int limit);

    CompletionStage<FleetPage<ConnectionSummary>> connections(@Nullable String after, int limit);

    CompletionStage<FleetPage<ConnectionSummary>> connectionsByLag(@Nullable String after, int limit);

    CompletionStage<FleetPage<ConnectionInfo>> presence(TopicName topic, @Nullable String after, int limit);

    /** The living gateways, by name. */
    CompletionStage<List<NodeInfo>> nodes();

    /** Says what became of a publication for somebody, and why. */
    CompletionStage<Explanation> explain(ExplainQuery query);

    /** Closes connections, and answers when they are found. */
    CompletionStage<Disconnected> disconnect(DisconnectCommand command);

    /**
     * What became of it.
     *
     * @param connections that are being closed
     * @param nodes gateways that answered
     * @param missing names of those that did not in time: whether they closed any is not known
     */
    record Disconnected(int connections, int nodes, List<String> missing) {

        public Disconnected {
            missing = List.copyOf(missing);
        }
    }
}
