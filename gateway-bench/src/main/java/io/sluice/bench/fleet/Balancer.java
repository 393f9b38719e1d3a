package io.sluice.bench.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** HAProxy before the nodes, by the configuration that users get. */
final class Balancer implements AutoCloseable {
    /** What a node has to be told of it. */
    static final List<String> SETTINGS = List.of("client.trusted-proxies=127.0.0.1", "client.proxy-protocol=true");

    private static final Duration START = Duration.ofSeconds(20);

    private final int clientPort = Loopback.freePort();
    private final int pushPort = Loopback.freePort();
    private final Child child;

    Balancer(Path folder, Path configuration, List<GatewayNode> nodes, Children children) throws InterruptedException {
        Map<String, String> environment = new HashMap<>();
        environment.put("SLUICE_CLIENT_BIND", "127.0.0.1:" + clientPort);
        environment.put("SLUICE_PUSH_BIND", "127.0.0.1:" + pushPort);
        environment.put("SLUICE_STATS_BIND", "127.0.0.1:" + Loopback.freePort());
        environment.put("SLUICE_MAX_CONNECTIONS", "8000");
        environment.put("SLUICE_HAPROXY_LOG", "stdout");
        environment.put("SLUICE_HAPROXY_PLAIN", "1");
        for (int i = 0; i < nodes.size(); i++) {
            environment.put(
                    "SLUICE_NODE_" + (i + 1), "127.0.0.1:" + nodes.get(i).clientPort());
            environment.put(
                    "SLUICE_PUSH_" + (i + 1), "127.0.0.1:" + nodes.get(i).pushPort());
        }
        child = children.start(
                "haproxy",
                folder.resolve("haproxy.log"),
                List.of("haproxy", "-db", "-f", configuration.toString()),
                environment);
        child.await("passing anything on", () -> Loopback.isReady(clientPort) && Loopback.isReady(pushPort), START);
    }

    int clientPort() {
        return clientPort;
    }

    int pushPort() {
        return pushPort;
    }

    @Override
    public void close() {
        child.close();
    }
}
