package io.sluice.server;

import io.sluice.server.config.GatewayConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The composition root. */
final class Gateway {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private Gateway() {}

    /**
     * Runs the gateway until it is told to stop.
     *
     * @return the exit code of the process
     * @throws StartupException if it cannot start
     */
    static int serve(GatewayConfig config) {
        LOG.error(
                "nothing listens on {}:{} yet",
                config.client().host(),
                config.client().port());
        return 1;
    }
}
