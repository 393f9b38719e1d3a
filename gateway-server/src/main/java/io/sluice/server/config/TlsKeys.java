package io.sluice.server.config;

import static io.sluice.server.config.Kinds.choice;
import static io.sluice.server.config.Kinds.duration;
import static io.sluice.server.config.Kinds.file;
import static io.sluice.server.config.PasswordKind.password;

import java.nio.file.Path;
import java.util.Optional;

/** Keys of TLS: in general, and of each port. */
final class TlsKeys {

    private TlsKeys() {}

    static TlsConfig tls(Binder.Section in) {
        return new TlsConfig(
                in.read(
                        "provider",
                        choice(TlsProvider.class),
                        "auto",
                        "What encrypts; auto = openssl if netty-tcnative is there, else jdk."),
                in.read(
                        "reload-interval",
                        duration("100ms", "1d"),
                        "10s",
                        "How often it is looked whether certificates and keys have changed."));
    }

    static TlsConfig.Port client(Binder.Section in) {
        return new TlsConfig.Port(certificate(in), key(in), keyPassword(in), keystore(in), keystorePassword(in));
    }

    static TlsConfig.PushPort push(Binder.Section in) {
        return new TlsConfig.PushPort(
                certificate(in),
                key(in),
                keyPassword(in),
                keystore(in),
                keystorePassword(in),
                in.read(
                        "client-authority",
                        file(),
                        "none",
                        "Certificates (PEM) that a publisher's own has to be signed by; none: it needs none."));
    }

    private static Optional<Path> certificate(Binder.Section in) {
        return in.read(
                "certificate",
                file(),
                "none",
                "Certificate chain (PEM), the port's own first; the port speaks TLS then, and nothing else.");
    }

    private static Optional<Path> key(Binder.Section in) {
        return in.read("key", file(), "none", "Private key (PEM) of that certificate.");
    }

    private static Optional<Secret> keyPassword(Binder.Section in) {
        return in.read("key-password", password(), "none", "Password of the key, where it is encrypted.");
    }

    private static Optional<Path> keystore(Binder.Section in) {
        return in.read("keystore", file(), "none", "Certificate chain and key in one PKCS#12 file instead.");
    }

    private static Optional<Secret> keystorePassword(Binder.Section in) {
        return in.read("keystore-password", password(), "none", "Password of the keystore.");
    }

    /** What must hold between the keys of each port: half a setting must not mean no TLS. */
    static void check(GatewayConfig config, Binder in) {
        check("client.tls.", config.client().tls(), in);
        check("push.tls.", config.push().tls().port(), in);
        in.rule(
                config.push().tls().isOn()
                        || config.push().tls().clientAuthority().isEmpty(),
                "push.tls.client-authority",
                "is set, but the port does not speak TLS without",
                "push.tls.certificate",
                "none, unless the port has a certificate of its own");
    }

    private static void check(String prefix, TlsConfig.Port tls, Binder in) {
        in.rule(
                tls.certificate().isEmpty() || tls.key().isPresent(),
                prefix + "certificate",
                "has no private key in",
                prefix + "key",
                "both or none");
        in.rule(
                tls.key().isEmpty() || tls.certificate().isPresent(),
                prefix + "key",
                "belongs to no certificate in",
                prefix + "certificate",
                "both or none");
        in.rule(
                tls.keystore().isEmpty() || tls.certificate().isEmpty(),
                prefix + "keystore",
                "is set beside",
                prefix + "certificate",
                "one of the two");
        in.rule(
                tls.keyPassword().isEmpty() || tls.key().isPresent(),
                prefix + "key-password",
                "is set, but there is no",
                prefix + "key",
                "none without a key");
        in.rule(
                tls.keystorePassword().isEmpty() || tls.keystore().isPresent(),
                prefix + "keystore-password",
                "is set, but there is no",
                prefix + "keystore",
                "none without a keystore");
    }
}
