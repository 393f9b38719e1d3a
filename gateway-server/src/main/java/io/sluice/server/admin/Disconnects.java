package io.sluice.server.admin;

import java.util.concurrent.CompletionStage;

/** Closes connections of this gateway. Thread-safe. */
@FunctionalInterface
public interface Disconnects {

    /** Finds them, and closes them at a pace; answers how many were found, on any thread. */
    CompletionStage<Integer> disconnect(DisconnectCommand command);
}
