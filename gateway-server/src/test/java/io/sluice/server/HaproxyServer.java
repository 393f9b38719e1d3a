package io.sluice.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** HAProxy with {@code config/haproxy.cfg} as it is; what differs comes from the environment, as for an operator. */
final class HaproxyServer extends Balancer {

    /** Of its own, so that it alone is a proxy to the gateways. */
    private static final String ADDRESS = "127.0.0.2";

    private final int statisticsPort = freePort();
    final int tlsPort = freePort();

    private HaproxyServer() {}

    /** What a gateway behind it is told. */
    static List<String> settings() {
        return List.of("client.trusted-proxies=" + ADDRESS, "client.proxy-protocol=true");
    }

    static HaproxyServer start(Duration idleTimeout, List<TestGateway> nodes) {
        return start(idleTimeout, nodes, Map.of());
    }

    /** With TLS; the certificate and its key are in the file. */
    static HaproxyServer startWithTls(Duration idleTimeout, List<TestGateway> nodes, Path certificate) {
        return start(idleTimeout, nodes, Map.of("SLUICE_TLS_CERTIFICATES", certificate.toString()));
    }

    private static HaproxyServer start(Duration idleTimeout, List<TestGateway> nodes, Map<String, String> tls) {
        HaproxyServer server = new HaproxyServer();
        Map<String, String> environment = new HashMap<>(Map.of(
                "SLUICE_CLIENT_BIND",
                "127.0.0.1:" + server.clientPort,
                "SLUICE_PUSH_BIND",
                "127.0.0.1:" + server.pushPort,
                "SLUICE_STATS_BIND",
                "127.0.0.1:" + server.statisticsPort,
                "SLUICE_SOURCE",
                ADDRESS,
                "SLUICE_IDLE_TIMEOUT",
                idleTimeout.toMillis() + "ms",
                "SLUICE_MAX_CONNECTIONS",
                "1000",
                "SLUICE_HAPROXY_LOG",
                "stdout",
                "SLUICE_HAPROXY_PLAIN",
                "1"));
        if (!tls.isEmpty()) {
            environment.putAll(tls);
            environment.put("SLUICE_TLS_BIND", "127.0.0.1:" + server.tlsPort);
        }
        for (int i = 0; i < nodes.size(); i++) {
            Gateway node = nodes.get(i).gateway;
            environment.put("SLUICE_NODE_" + (i + 1), "127.0.0.1:" + node.clientPort());
            environment.put("SLUICE_PUSH_" + (i + 1), "127.0.0.1:" + node.pushPort());
        }
        server.run(
                List.of("haproxy", "-db", "-f", SHIPPED.resolve("haproxy.cfg").toString()), environment);
        return server;
    }

    /** What HAProxy says of the shipped file where nothing is set. */
    static String check(Path folder) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        ProcessBuilder builder = new ProcessBuilder(
                        pathOf("haproxy"),
                        "-c",
                        "-f",
                        SHIPPED.resolve("haproxy.cfg").toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SLUICE_"));
        Process process = builder.start();
        if (!process.waitFor(TestGateway.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the check does not end");
        }
        return Files.readString(said);
    }

    /** Whether a check found the node well, as client port and as push port. */
    boolean isUp(int node) {
        return statistics().lines().filter(line -> isOf(line, node)).allMatch(line -> line.contains(",UP,"));
    }

    /** Whether neither new subscribers nor publications go to the node. */
    boolean isDown(int node) {
        return statistics().lines().filter(line -> isOf(line, node)).allMatch(line -> line.contains(",DOWN,"));
    }

    private static boolean isOf(String line, int node) {
        return line.startsWith("nodes,node" + node + ",") || line.startsWith("push,node" + node + ",");
    }

    private String statistics() {
        try (Wire wire = new Wire(statisticsPort, 0)) {
            wire.write("GET /;csv HTTP/1.0\r\n\r\n");
            return wire.readToEnd();
        }
    }
}
