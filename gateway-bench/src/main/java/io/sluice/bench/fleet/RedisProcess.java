package io.sluice.bench.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Redis on a port that stays its own, however often it is killed and started. */
public final class RedisProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(20);

    private final String name;
    private final Path folder;
    private final int port = Loopback.freePort();
    private final Persistence persistence;
    private final List<String> launcher;
    private final Children children;
    private @Nullable Child child;

    /** @param launcher words before its command */
    RedisProcess(String name, Path folder, Persistence persistence, List<String> launcher, Children children) {
        this.name = name;
        this.folder = folder.resolve(name);
        this.persistence = persistence;
        this.launcher = launcher;
        this.children = children;
    }

    /** What of it is on disk. */
    public enum Persistence {
        /** Nothing: it comes back empty. */
        NONE("no", "no"),
        /** What is older than a second. */
        EVERY_SECOND("yes", "everysec"),
        /** Everything that it answered. */
        ALWAYS("yes", "always");

        private final String appendOnly;
        private final String fsync;

        Persistence(String appendOnly, String fsync) {
            this.appendOnly = appendOnly;
            this.fsync = fsync;
        }
    }

    public int port() {
        return port;
    }

    public long pid() {
        return running().pid();
    }

    /** Starts it, as a master, on what it has on disk. */
    public void start() throws InterruptedException {
        start(0);
    }

    /** Starts it as the replica of the one on that port. */
    public void startAsReplicaOf(int master) throws InterruptedException {
        start(master);
    }

    private void start(int master) throws InterruptedException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new FleetException(name + ": no folder: " + e.getMessage(), e);
        }
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of("redis-server", "--port", Integer.toString(port)));
        command.addAll(List.of("--bind", "127.0.0.1", "--dir", folder.toString(), "--save", ""));
        command.addAll(List.of("--appendonly", persistence.appendOnly, "--appendfsync", persistence.fsync));
        command.addAll(List.of("--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1"));
        if (master != 0) {
            command.addAll(List.of("--replicaof", "127.0.0.1 " + master));
        }
        child = children.start(name, folder.resolveSibling(name + ".log"), command);
        running().await("answering", () -> ask("PING").startsWith("+PONG"), START);
    }

    /** The answer to a command of plain words, as it stands on the wire; empty if there is none. */
    public String ask(String command) {
        return Loopback.ask(port, command + "\r\n");
    }

    public boolean isMaster() {
        return ask("INFO replication").contains("role:master");
    }

    /** Whether it is a replica that has everything its master had a moment ago. */
    public boolean isInStep() {
        String told = ask("INFO replication");
        return told.contains("role:slave") && told.contains("master_link_status:up");
    }

    public void kill() {
        Child killed = child;
        if (killed != null) {
            killed.kill();
        }
    }

    /** Stops it from running; its connections stay open. */
    public void freeze() throws InterruptedException {
        running().signal("STOP");
    }

    public void thaw() throws InterruptedException {
        running().signal("CONT");
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
