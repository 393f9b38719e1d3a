package io.sluice.server.admin;

import io.sluice.model.ConnectionInfo;
import io.sluice.model.Disconnect;

/**
 * Which connections are to be closed, and why.
 *
 * @param name the user, what clients call themselves, or the id of a connection in digits
 * @param cause what they are told
 */
public record DisconnectCommand(By by, String name, Disconnect cause) {

    /** What names the connections. */
    public enum By {
        USER,
        CLIENT,
        CONNECTION
    }

    /** Whether this is one of them. */
    public boolean isMeant(ConnectionInfo connection) {
        return switch (by) {
            case USER -> name.equals(connection.user());
            case CLIENT -> name.equals(connection.client());
            case CONNECTION -> name.equals(Long.toString(connection.id()));
        };
    }
}
