package io.sluice.bench.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway as a process of its own, on free ports. */
final class GatewayProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 20;

    private final Path out;
    private final Process process;

    private GatewayProcess(Path out, Process process) {
        this.out = out;
        this.process = process;
    }

    /** Starts, and waits until both ports are open. The settings override those that make everything end soon. */
    static GatewayProcess start(Path folder, String... settings) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.sluice.server.Main",
                "serve"));
        List<String> all = new ArrayList<>(List.of(
                "client.host=127.0.0.1",
                "client.port=0",
                "push.port=0",
                "start.warm-up=0s",
                "drain.grace=0s",
                "retention.age=2s",
                "idempotency.window=2s",
                "heartbeat.interval=200ms",
                "heartbeat.timeout=1s",
                "lag.max-time=1s",
                "close.timeout=200ms"));
        all.addAll(List.of(settings));
        all.forEach(setting -> command.addAll(List.of("--set", setting)));
        Path out = Files.createTempFile(folder, "gateway", ".log");
        GatewayProcess gateway = new GatewayProcess(
                out,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start());
        gateway.clientPort();
        gateway.pushPort();
        return gateway;
    }

    int clientPort() throws InterruptedException {
        return port("subscribers:");
    }

    int pushPort() throws InterruptedException {
        return port("publishers:");
    }

    long pid() {
        return process.pid();
    }

    int exitCode() {
        return process.exitValue();
    }

    private int port(String word) throws InterruptedException {
        Pattern address = Pattern.compile(word + "\\s+http://[^:]+:(\\d+)/");
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline) {
            Matcher found = address.matcher(read());
            if (found.find()) {
                return Integer.parseInt(found.group(1));
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new AssertionError("no " + word + " in: " + read());
    }

    private String read() {
        try {
            return Files.readString(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
