package io.sluice.bench.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One gateway, on ports that stay its own. */
public final class GatewayNode implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final String name;
    private final int clientPort = Loopback.freePort();
    private final int pushPort = Loopback.freePort();
    private final Path log;
    private final List<String> command;
    private final Children children;
    private @Nullable Child child;

    /** @param launcher words before its command */
    GatewayNode(String name, Path folder, Java java, List<String> settings, List<String> launcher, Children children) {
        this.name = name;
        this.children = children;
        this.log = folder.resolve(name + ".log");
        command = new ArrayList<>(launcher);
        command.addAll(java.command());
        command.add("serve");
        List<String> all =
                new ArrayList<>(List.of("client.host=127.0.0.1", "client.port=" + clientPort, "push.port=" + pushPort));
        all.addAll(settings);
        all.forEach(setting -> command.addAll(List.of("--set", setting)));
    }

    /** How a gateway is started: the JVM with its options, and the jar. */
    public record Java(Path jar, List<String> options) {
        public Java {
            options = List.copyOf(options);
        }

        List<String> command() {
            List<String> words = new ArrayList<>();
            words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            words.addAll(options);
            words.addAll(List.of("-jar", jar.toString()));
            return words;
        }
    }

    public String name() {
        return name;
    }

    public int clientPort() {
        return clientPort;
    }

    public int pushPort() {
        return pushPort;
    }

    public long pid() {
        return running().pid();
    }

    /** Starts; it is not ready yet. */
    public void start() {
        child = children.start(name, log, command);
    }

    public void awaitReady() throws InterruptedException {
        running().await("ready", this::isReady, START);
    }

    public boolean isReady() {
        return Loopback.isReady(pushPort);
    }

    public boolean isAlive() {
        Child started = child;
        return started != null && started.isAlive();
    }

    public void kill() {
        Child killed = child;
        if (killed != null) {
            killed.kill();
        }
    }

    /** Sends SIGTERM and waits for the drain; the exit code, or -1 if it was still there after {@code patience}. */
    public int terminate(Duration patience) throws InterruptedException {
        return running().terminate(patience);
    }

    private Child running() {
        Child started = child;
        if (started == null) {
            throw new FleetException(name + " was never started");
        }
        return started;
    }

    @Override
    public void close() {
        kill();
    }
}
