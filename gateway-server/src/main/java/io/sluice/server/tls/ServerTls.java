package io.sluice.server.tls;

import com.codahale.metrics.MetricRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.sluice.server.config.TlsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of one port. New connections get the context that was made last; those that are there keep theirs. Thread-safe.
 */
public final class ServerTls {

    static final String CERTIFICATE = "certificate";
    static final String KEY = "key";
    static final String KEY_PASSWORD = "key-password";
    static final String KEYSTORE = "keystore";
    static final String AUTHORITY = "client-authority";

    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
    private static final String FIRST_BYTES = "tls-first-bytes";
    private static final String HANDLER = "tls";
    private static final String GUARD = "tls-guard";

    static {
        // Read once by Java, at its first handshake as a server; who negotiates anew only makes work.
        if (System.getProperty("jdk.tls.rejectClientInitiatedRenegotiation") == null) {
            System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        }
    }

    private final Settings settings;
    private final Contexts contexts;
    private final InstantSource clock;
    private final TlsMetrics metrics;
    private volatile Loaded loaded;
    private @Nullable String brokenDigest;

    /** What is in use, and the digest of the files that it is of. */
    private record Loaded(SslContext context, TlsMaterial material, String digest) {}

    /**
     * What a port's TLS is made of.
     *
     * @param port its section in the configuration, client or push
     * @param authority of clients that need a certificate, which may come without one to ask for health
     * @param handshakeTimeout from the client's first byte
     * @param halfClosure whether a client that ends its direction still wants to be answered
     */
    public record Settings(
            String port,
            TlsConfig.Port files,
            Optional<Path> authority,
            TlsConfig general,
            Duration handshakeTimeout,
            boolean halfClosure) {

        private String prefix() {
            return port + ".tls.";
        }

        private Map<String, Path> paths() {
            Map<String, Path> paths = new LinkedHashMap<>();
            files.certificate().ifPresent(path -> paths.put(prefix() + CERTIFICATE, path));
            files.key().ifPresent(path -> paths.put(prefix() + KEY, path));
            files.keystore().ifPresent(path -> paths.put(prefix() + KEYSTORE, path));
            authority.ifPresent(path -> paths.put(prefix() + AUTHORITY, path));
            return paths;
        }
    }

    /**
     * Loads the files of a port.
     *
     * @param tasks does the arithmetic of handshakes, which would hold up a loop
     * @param registry gets the metrics whose names begin with {@code tls.} and the port
     * @throws TlsException if the files cannot be used
     */
    public ServerTls(Settings settings, Executor tasks, InstantSource clock, MetricRegistry registry)
            throws TlsException {
        this.settings = settings;
        this.clock = clock;
        this.contexts = new Contexts(settings.general().provider(), tasks);
        TlsFiles files = TlsFiles.read(settings.paths());
        this.loaded = load(files);
        this.metrics = new TlsMetrics(settings.port(), this::secondsLeft, registry);
        warnOfTime(loaded.material());
    }

    /**
     * Says whether a port could use its files, without using them.
     *
     * @throws TlsException if not
     */
    public static void check(Settings settings) throws TlsException {
        TlsMaterial.of(TlsFiles.read(settings.paths()), settings.prefix(), settings.files());
    }

    private Loaded load(TlsFiles files) throws TlsException {
        TlsMaterial material = TlsMaterial.of(files, settings.prefix(), settings.files());
        try {
            return new Loaded(contexts.of(material), material, files.digest());
        } catch (javax.net.ssl.SSLException | RuntimeException e) {
            throw new TlsException(settings.prefix() + "*: " + e.getMessage(), e);
        }
    }

    /**
     * Looks at the files and takes what is in them if that has changed; connections stay as they are. Files that do not fit
     * each other, or are broken, leave everything as it was: they are warned of and counted once. Blocks; any thread.
     *
     * @return whether new connections see something else from now on
     */
    public synchronized boolean reload() {
        TlsFiles files = TlsFiles.read(settings.paths());
        String digest = files.digest();
        if (digest.equals(loaded.digest()) || digest.equals(brokenDigest)) {
            brokenDigest = digest.equals(brokenDigest) ? brokenDigest : null;
            return false;
        }
        try {
            loaded = load(files);
        } catch (TlsException e) {
            brokenDigest = digest;
            metrics.countReloadFailure();
            LOG.warn("the certificate of the {} port stays as it was, {}", settings.port(), e.getMessage());
            return false;
        }
        brokenDigest = null;
        metrics.countReload();
        LOG.info("{} port: new {}", settings.port(), description());
        warnOfTime(loaded.material());
        return true;
    }

    /** Keeps session tickets from outliving their keys' secrecy, where the provider leaves that to us. Any thread. */
    public void rotateTickets() {
        contexts.rotateTickets(loaded.context());
    }

    /** What new connections see, for people. */
    public String description() {
        TlsMaterial material = loaded.material();
        return "certificate %s, valid until %s, by %s"
                .formatted(material.subject(), material.end(), contexts.providerName());
    }

    private void warnOfTime(TlsMaterial material) {
        Instant now = clock.instant();
        if (material.end().isBefore(now)) {
            LOG.warn("{}: a certificate of the chain expired at {}", place(), material.end());
        } else if (material.begin().isAfter(now)) {
            LOG.warn("{}: a certificate of the chain is not valid before {}", place(), material.begin());
        }
    }

    private String place() {
        return settings.paths().entrySet().stream()
                .findFirst()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .orElse(settings.prefix());
    }

    private long secondsLeft() {
        return Duration.between(clock.instant(), loaded.material().end()).toSeconds();
    }

    /** Puts TLS in front of everything that is added afterwards; a PROXY header alone comes before. On the channel's loop. */
    public void addTo(ChannelPipeline pipeline) {
        TlsGuard guard = new TlsGuard(metrics, settings.halfClosure());
        pipeline.addLast(FIRST_BYTES, new TlsFirstBytes(metrics, this::newHandler))
                .addLast(GUARD, guard);
    }

    private SslHandler newHandler(ByteBufAllocator allocator) {
        SslHandler handler = contexts.newHandler(loaded.context(), allocator);
        handler.setHandshakeTimeout(settings.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS);
        // The guard sees to it: Netty would log a line for each connection that is cut.
        handler.setCloseNotifyFlushTimeoutMillis(0);
        return handler;
    }

    /** The handlers that stay for as long as the connection. */
    public static Set<String> handlerNames() {
        return Set.of(HANDLER, GUARD);
    }

    static String handlerName() {
        return HANDLER;
    }

    /** Whether what this channel carries is encrypted, or will be. */
    public static boolean isOn(Channel channel) {
        return channel.pipeline().get(SslHandler.class) != null
                || channel.pipeline().get(TlsGuard.class) != null;
    }

    /** Whether nothing can be said yet because the handshake is not over. */
    public static boolean isHandshakeDue(Channel channel) {
        TlsGuard guard = channel.pipeline().get(TlsGuard.class);
        return guard != null && !guard.isOpen();
    }

    /** Whether the client showed a certificate that its authority has signed. */
    public static boolean hasClientCertificate(Channel channel) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        try {
            return handler != null && handler.engine().getSession().getPeerCertificates().length > 0;
        } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
            return false;
        }
    }

    /** Ends the gateway's direction and leaves the client's open; behind all that was written. */
    public static ChannelFuture endOutput(DuplexChannel channel) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler == null) {
            return channel.shutdownOutput();
        }
        ChannelPromise ended = channel.newPromise();
        handler.closeOutbound().addListener(said -> channel.shutdownOutput(ended));
        return ended;
    }
}
