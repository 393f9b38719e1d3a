package io.sluice.server.fleet;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What the fleet asks of Redis. Every method returns at once; answers and messages come on any thread. */
public interface FleetLink {

    /**
     * One step inside Redis.
     *
     * @param keys all share one hash tag
     * @return what the script answers, always a list; fails when there is no connection, or no answer in time
     */
    CompletionStage<List<Object>> run(FleetScript script, byte[][] keys, byte[][] values);

    /** Sends a message to everybody who listens to this channel; best effort. */
    void send(String channel, byte[] message);

    /** Whenever a connection to Redis is lost, and with it perhaps what a server was told; the task runs on any thread. */
    void onLost(Runnable task);

    /** Hears a channel, across reconnects; answers when that has begun. */
    CompletionStage<Void> listen(String channel, Consumer<byte[]> onMessage);
}
