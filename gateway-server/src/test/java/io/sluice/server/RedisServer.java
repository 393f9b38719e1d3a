package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Redis of the test's own on a free port of the loopback interface, which ends with it. */
final class RedisServer implements AutoCloseable {

    private final Path folder;
    private final int port = freePort();
    private final List<String> program;
    private final List<String> options;
    private Process process;

    private RedisServer(List<String> program, List<String> options) {
        this.program = program;
        this.options = options;
        try {
            folder = Files.createTempDirectory("sluice-redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that forgets everything when it is killed. */
    static RedisServer forgetful() {
        return with("--appendonly", "no");
    }

    /** One that has everything that it answered on disk. */
    static RedisServer durable() {
        return with("--appendonly", "yes", "--appendfsync", "always");
    }

    /** One that may become a part of a cluster. */
    static RedisServer ofCluster() {
        return with(
                "--cluster-enabled",
                "yes",
                "--cluster-node-timeout",
                "2000",
                "--cluster-port",
                Integer.toString(freePort()));
    }

    /** One with other options. */
    static RedisServer with(String... options) {
        List<String> all = new ArrayList<>(List.of("--save", ""));
        all.addAll(List.of(options));
        return new RedisServer(List.of("redis-server"), all);
    }

    /** One that watches others, and keeps what it finds in its file. */
    static RedisServer sentinel(Path file) {
        return new RedisServer(List.of("redis-sentinel", file.toString()), List.of());
    }

    /** How another server of a cluster is told of it: address, port, and the port of the servers among themselves. */
    String meeting() {
        return "CLUSTER MEET 127.0.0.1 " + port + ' ' + options.getLast();
    }

    int port() {
        return port;
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    void start() {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", folder.toString()));
        command.addAll(options);
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new AssertionError("these tests need redis-server (Debian: apt-get install redis-server)", e);
        }
        Eventually.await("redis-server listens", this::listens, Duration.ofSeconds(20));
    }

    /** Has it carry out a command, which must not fail. */
    void command(String words) {
        assertThat(answer(words)).as(words).doesNotStartWith("-");
    }

    /** What it answers to a command, as far as that comes at once. */
    String answer(String words) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write((words + "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] bytes = new byte[64 << 10];
            int length = socket.getInputStream().read(bytes);
            return new String(bytes, 0, Math.max(0, length), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until a replica has all that this server has now. WAIT asks only for what its own connection wrote. */
    void awaitReplica() {
        Matcher now = Pattern.compile("master_repl_offset:(\\d+)").matcher(answer("INFO replication"));
        assertThat(now.find()).isTrue();
        long wanted = Long.parseLong(now.group(1));
        Eventually.await(
                "a replica has everything",
                () -> Pattern.compile("slave\\d+:.*offset=(\\d+)")
                        .matcher(answer("INFO replication"))
                        .results()
                        .anyMatch(replica -> Long.parseLong(replica.group(1)) >= wanted),
                TestGateway.PATIENCE.multipliedBy(2));
    }

    private boolean listens() {
        try {
            return answer("PING").startsWith("+");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Ends it at once, as kill -9 does. */
    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new AssertionError("redis-server does not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Stops it from running, its connections stay open. */
    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new AssertionError("kill -" + name + " failed with " + code);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(RedisServer::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
