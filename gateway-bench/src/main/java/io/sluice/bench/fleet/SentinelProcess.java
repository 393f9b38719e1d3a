package io.sluice.bench.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One Redis Sentinel, whose word is enough. */
public final class SentinelProcess implements AutoCloseable {
    static final String MASTER = "sluice";

    private static final Duration START = Duration.ofSeconds(20);
    private static final Pattern LAST_BULK = Pattern.compile("\\$\\d+\r\n(\\d+)\r\n$");

    private final int port = Loopback.freePort();
    private final Child child;

    SentinelProcess(Path folder, int master, Children children) throws InterruptedException {
        Path file = folder.resolve("sentinel.conf");
        try {
            Files.writeString(file, """
                    port %d
                    bind 127.0.0.1
                    dir %s
                    sentinel monitor %s 127.0.0.1 %d 1
                    sentinel down-after-milliseconds %s 1000
                    sentinel failover-timeout %s 6000
                    """.formatted(port, folder, MASTER, master, MASTER, MASTER));
        } catch (IOException e) {
            throw new FleetException("sentinel: no configuration: " + e.getMessage(), e);
        }
        child = children.start(
                "redis-sentinel", folder.resolve("sentinel.log"), List.of("redis-sentinel", file.toString()));
        child.await("answering", () -> ask("PING").startsWith("+PONG"), START);
    }

    String uri() {
        return "redis-sentinel://127.0.0.1:" + port + "#" + MASTER;
    }

    private String ask(String command) {
        return Loopback.ask(port, command + "\r\n");
    }

    /** The port of whom it takes for the master; 0 if it does not say. */
    public int masterPort() {
        Matcher found = LAST_BULK.matcher(ask("SENTINEL get-master-addr-by-name " + MASTER));
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    /** Whether it knows of so many replicas that it could promote. */
    public boolean knowsReplicas(int count) {
        String told = ask("SENTINEL master " + MASTER);
        return told.contains("num-slaves\r\n$" + Integer.toString(count).length() + "\r\n" + count + "\r\n");
    }

    @Override
    public void close() {
        child.close();
    }
}
