package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** nginx with {@code config/nginx.conf}, in which addresses, paths and the idle timeout are replaced and nothing else. */
final class NginxServer extends Balancer {

    private static final List<String> SHIPPED_SERVERS = List.of(
            "server NODE:8080 max_fails=1 fail_timeout=5s;",
            "server NODE:8080 max_fails=0;",
            "server NODE:8081 max_fails=1 fail_timeout=5s;",
            "server NODE:8081 max_fails=0;");

    private NginxServer() {}

    /** What a gateway behind it is told. */
    static List<String> settings() {
        return List.of("client.trusted-proxies=127.0.0.1");
    }

    static NginxServer start(Duration idleTimeout, List<TestGateway> nodes) {
        NginxServer server = new NginxServer();
        Path file = server.folder.resolve("nginx.conf");
        try {
            Files.writeString(file, server.configuration(idleTimeout, nodes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.run(
                List.of("nginx", "-p", server.folder.toString(), "-c", file.toString(), "-g", "daemon off;"), Map.of());
        return server;
    }

    private String configuration(Duration idleTimeout, List<TestGateway> nodes) throws IOException {
        String text = Files.readString(SHIPPED.resolve("nginx.conf"));
        text = replace(text, "user www-data;", "user root;");
        text = replace(text, "pid /run/nginx.pid;", "pid " + folder.resolve("pid") + ";");
        text = replace(text, "error_log /var/log/nginx/error.log warn;", "error_log stderr warn;");
        text = replace(text, "access_log /var/log/nginx/access.log;", "access_log off;" + temporaryFolders());
        text = replace(text, "listen 80;", "listen 127.0.0.1:" + clientPort + ";");
        text = replace(text, "listen 127.0.0.1:8081;", "listen 127.0.0.1:" + pushPort + ";");
        text = replace(text, "proxy_read_timeout 60s;", "proxy_read_timeout " + idleTimeout.toMillis() + "ms;");
        for (int i = 1; i <= 3; i++) {
            for (String shipped : SHIPPED_SERVERS) {
                String line = shipped.replace("NODE", "10.0.0.1" + i);
                String here = i <= nodes.size()
                        ? shipped.replaceFirst("NODE:[0-9]+", addressOf(nodes.get(i - 1), shipped))
                        : "";
                text = replace(text, line, here);
            }
        }
        return text;
    }

    private static String addressOf(TestGateway node, String shipped) {
        boolean isForSubscribers = shipped.contains(":8080");
        return "127.0.0.1:" + (isForSubscribers ? node.gateway.clientPort() : node.gateway.pushPort());
    }

    private String temporaryFolders() {
        StringBuilder text = new StringBuilder();
        for (String name : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            text.append(' ')
                    .append(name)
                    .append("_temp_path ")
                    .append(folder.resolve(name))
                    .append(';');
        }
        return text.toString();
    }

    private static String replace(String text, String shipped, String here) {
        assertThat(text).containsOnlyOnce(shipped);
        return text.replace(shipped, here);
    }
}
