package io.sluice.bench.fleet;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process of ours, its output in a file. {@link Children} starts it. */
final class Child implements AutoCloseable {
    private static final Duration KILLED = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 20;
    private static final int LAST_LINES = 3;

    private final String name;
    private final Path log;
    private final Process process;

    private Child(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * Back when it runs; it is not up yet.
     *
     * @param environment more than there is in ours
     * @throws FleetException if there is no such command, or the file cannot be written
     */
    static Child start(String name, Path log, List<String> command, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            Process started = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            return new Child(name, log, started);
        } catch (IOException e) {
            throw new FleetException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it is up. */
    void await(String what, BooleanSupplier condition, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new FleetException(name + " ended at its start with " + process.exitValue() + ": " + lastWords());
            }
            if (System.nanoTime() > deadline) {
                throw new FleetException(name + ": not " + what + " within " + patience.toSeconds() + " s");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Sends SIGKILL, and does not wait. */
    void sendKill() {
        process.destroyForcibly();
    }

    /** As kill -9 does it; back when it is gone. */
    void kill() {
        sendKill();
        try {
            if (!process.waitFor(KILLED.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new FleetException(name + " does not end by SIGKILL");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends SIGTERM and waits; the exit code, or -1 if it was still there after {@code patience}. */
    int terminate(Duration patience) throws InterruptedException {
        process.destroy();
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
    }

    /** Sends a signal by name, as {@code STOP}. */
    void signal(String signal) throws InterruptedException {
        try {
            int code = new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new FleetException("kill -" + signal + " of " + name + " failed with " + code);
            }
        } catch (IOException e) {
            throw new FleetException("kill -" + signal + ": " + e.getMessage(), e);
        }
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return "nothing can be read of " + log;
        }
    }

    @Override
    public void close() {
        kill();
    }
}
