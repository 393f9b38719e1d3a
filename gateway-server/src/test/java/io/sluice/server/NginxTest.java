package io.sluice.server;

import java.time.Duration;
import java.util.List;

class NginxTest extends BalancerTest {

    @Override
    List<String> settings() {
        return NginxServer.settings();
    }

    @Override
    Balancer start(Duration idleTimeout) {
        return NginxServer.start(idleTimeout, nodes);
    }
}
