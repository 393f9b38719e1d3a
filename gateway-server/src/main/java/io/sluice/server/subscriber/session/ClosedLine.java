package io.sluice.server.subscriber.session;

import io.sluice.model.ConnectionInfo;
import io.sluice.model.Disconnect;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** The one line of the log about a connection, at its end: who it was, how long, and why it ended. At debug. */
final class ClosedLine {

    private static final Logger LOG = LoggerFactory.getLogger("io.sluice.server.subscriber.Connections");

    private ClosedLine() {}

    static void log(ConnectionInfo info, Disconnect cause, boolean wasOpen, InstantSource clock) {
        if (!LOG.isDebugEnabled()) {
            return;
        }
        LoggingEventBuilder line = LOG.atDebug()
                .addKeyValue("connection", info.id())
                .addKeyValue("surface", info.transport())
                .addKeyValue("address", info.remoteAddress());
        if (info.user() != null) {
            line = line.addKeyValue("user", info.user());
        }
        line.addKeyValue(
                        "millis",
                        Duration.between(info.openedAt(), clock.instant()).toMillis())
                .addKeyValue("cause", cause.label())
                .log(wasOpen ? "connection closed" : "connection ended before its handshake was answered");
    }
}
