package io.sluice.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A load balancer of the test's own, with the configuration that is shipped, on free ports; it ends with the test. */
abstract class Balancer implements AutoCloseable {

    static final Path SHIPPED = Path.of("..", "config").toAbsolutePath();

    final Path folder;
    final int clientPort = freePort();
    final int pushPort = freePort();
    private @Nullable Process process;

    Balancer() {
        try {
            folder = Files.createTempDirectory("sluice-balancer");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the program, which stands first in the command and is named as its Debian package. */
    void run(List<String> command, Map<String, String> environment) {
        String program = command.get(0);
        List<String> found = new ArrayList<>(command);
        found.set(0, pathOf(program));
        ProcessBuilder builder = new ProcessBuilder(found)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new AssertionError("these tests need " + program + " (Debian: apt-get install " + program + ")", e);
        }
        Eventually.await(
                () -> program + " listens; it said: " + log(),
                () -> isListening(clientPort) && isListening(pushPort),
                TestGateway.PATIENCE);
    }

    /** Debian has the balancers where the path of users other than root does not lead. */
    static String pathOf(String program) {
        Path path = Path.of("/usr/sbin", program);
        return Files.isExecutable(path) ? path.toString() : program;
    }

    String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isListening(int port) {
        try {
            new Wire(port, 0).close();
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            if (process != null) {
                end(process);
            }
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the balancer does not end");
        }
    }
}
