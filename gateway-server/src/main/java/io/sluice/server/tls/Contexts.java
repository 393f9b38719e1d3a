package io.sluice.server.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.sluice.server.config.TlsProvider;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;

/** Makes contexts: which versions, ciphers and application protocols there are, and what carries them out. */
final class Contexts {

    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    /** Those with forward secrecy that authenticate what they encrypt; those of TLS 1.3 first. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final SslProvider provider;
    private final Executor tasks;

    Contexts(TlsProvider wanted, Executor tasks) throws TlsException {
        this.provider = choose(wanted);
        this.tasks = tasks;
    }

    private static SslProvider choose(TlsProvider wanted) throws TlsException {
        return switch (wanted) {
            case AUTO -> OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
            case JDK -> SslProvider.JDK;
            case OPENSSL -> {
                if (!OpenSsl.isAvailable()) {
                    throw new TlsException("tls.provider: openssl is not available here ("
                            + OpenSsl.unavailabilityCause().getMessage() + "); allowed: auto, jdk");
                }
                yield SslProvider.OPENSSL;
            }
        };
    }

    SslContext of(TlsMaterial material) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forServer(
                        material.key(), material.chain().toArray(X509Certificate[]::new))
                .sslProvider(provider)
                .protocols(VERSIONS)
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_1_1));
        if (!material.authorities().isEmpty()) {
            builder.trustManager(material.authorities()).clientAuth(ClientAuth.OPTIONAL);
        }
        SslContext context = builder.build();
        rotateTickets(context);
        return context;
    }

    /** Java changes the keys of its tickets by itself. */
    void rotateTickets(SslContext context) {
        if (provider == SslProvider.OPENSSL) {
            OpenSslTickets.rotate(context);
        }
    }

    SslHandler newHandler(SslContext context, ByteBufAllocator allocator) {
        return context.newHandler(allocator, tasks);
    }

    String providerName() {
        return provider.name().toLowerCase(Locale.ROOT);
    }
}
