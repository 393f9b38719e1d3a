package io.sluice.server;

import com.codahale.metrics.MetricRegistry;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.config.TlsConfig;
import io.sluice.server.tls.ServerTls;
import io.sluice.server.tls.TlsException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of both ports, and the threads that do its arithmetic and look at its files. What waits for them is bounded by the
 * handshakes in flight. Without TLS there is no thread.
 */
final class TlsPorts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TlsPorts.class);
    private static final long TICKET_HOURS = 12;

    /** Null where the port speaks no TLS. */
    final @Nullable ServerTls client;

    final @Nullable ServerTls push;

    private final ScheduledThreadPoolExecutor tasks;

    /**
     * Loads what the configuration names.
     *
     * @throws StartupException if a file cannot be used
     */
    TlsPorts(GatewayConfig config, InstantSource clock, MetricRegistry registry) {
        // One that hangs on a file system must not hold up all handshakes.
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        tasks = new ScheduledThreadPoolExecutor(threads, new DefaultThreadFactory("sluice-tls", true));
        try {
            client = load(clientSettings(config), clock, registry);
            push = load(pushSettings(config), clock, registry);
        } catch (TlsException e) {
            tasks.shutdownNow();
            throw new StartupException(String.valueOf(e.getMessage()), e);
        }
        if (ports().findAny().isPresent()) {
            long intervalMillis = config.tls().reloadInterval().toMillis();
            tasks.scheduleWithFixedDelay(this::reload, intervalMillis, intervalMillis, TimeUnit.MILLISECONDS);
            tasks.scheduleWithFixedDelay(
                    () -> ports().forEach(ServerTls::rotateTickets), TICKET_HOURS, TICKET_HOURS, TimeUnit.HOURS);
        }
    }

    /** What is wrong with the files of the configuration, one text for each port. */
    static List<String> problems(GatewayConfig config) {
        List<String> problems = new ArrayList<>();
        for (ServerTls.Settings settings : List.of(clientSettings(config), pushSettings(config))) {
            if (settings.files().isOn()) {
                try {
                    ServerTls.check(settings);
                } catch (TlsException e) {
                    problems.add(String.valueOf(e.getMessage()));
                }
            }
        }
        return problems;
    }

    private static ServerTls.Settings clientSettings(GatewayConfig config) {
        return settings("client", config.client().tls(), Optional.empty(), config, false);
    }

    private static ServerTls.Settings pushSettings(GatewayConfig config) {
        TlsConfig.PushPort tls = config.push().tls();
        return settings("push", tls.port(), tls.clientAuthority(), config, true);
    }

    private static ServerTls.Settings settings(
            String port, TlsConfig.Port files, Optional<Path> authority, GatewayConfig config, boolean halfClosure) {
        return new ServerTls.Settings(
                port, files, authority, config.tls(), config.limits().handshakeTimeout(), halfClosure);
    }

    private @Nullable ServerTls load(ServerTls.Settings settings, InstantSource clock, MetricRegistry registry)
            throws TlsException {
        if (!settings.files().isOn()) {
            return null;
        }
        ServerTls tls = new ServerTls(settings, tasks, clock, registry);
        LOG.info("{} port: TLS with {}", settings.port(), tls.description());
        return tls;
    }

    /** Looks at the files of both ports now, and not only when the interval ends; blocks while it reads them. */
    void reload() {
        try {
            ports().forEach(ServerTls::reload);
        } catch (RuntimeException e) {
            // The next look must come all the same.
            LOG.warn("looking at the certificates failed", e);
        }
    }

    private Stream<ServerTls> ports() {
        return Stream.of(client, push).filter(Objects::nonNull);
    }

    @Override
    public void close() {
        tasks.shutdownNow();
    }
}
