package io.sluice.server.explain;

import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What one gateway knows. Thread-safe; answers come on any thread. */
public interface Records {

    /** Its connections, and the handshakes it refused. */
    CompletionStage<Findings> findings(ExplainQuery query);

    /**
     * What it knows of a topic; empty where there is no such topic.
     *
     * @param publication whose time is wanted; null for the newest
     */
    CompletionStage<Optional<TopicFacts>> facts(TopicName topic, @Nullable Position publication);
}
