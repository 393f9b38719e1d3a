package io.sluice.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How TLS is spoken, on whichever port has a certificate.
 *
 * @param provider what encrypts
 * @param reloadInterval between two looks at the files
 */
public record TlsConfig(TlsProvider provider, Duration reloadInterval) {

    /**
     * Who a port is. It speaks TLS if there is a certificate, in one of the two forms; never in both.
     *
     * @param certificate PEM: the port's own first, then those that lead to the authority
     * @param key PEM, of that certificate; present exactly if that is
     * @param keyPassword of an encrypted key
     * @param keystore PKCS#12 with both
     * @param keystorePassword of that and of the key in it
     */
    public record Port(
            Optional<Path> certificate,
            Optional<Path> key,
            Optional<Secret> keyPassword,
            Optional<Path> keystore,
            Optional<Secret> keystorePassword) {

        /** Whether the port speaks TLS. */
        public boolean isOn() {
            return certificate.isPresent() || keystore.isPresent();
        }
    }

    /**
     * Who the push port is, and who publishers are.
     *
     * @param clientAuthority PEM: the certificates that publishers' own are signed by; empty where they need none
     */
    public record PushPort(
            Optional<Path> certificate,
            Optional<Path> key,
            Optional<Secret> keyPassword,
            Optional<Path> keystore,
            Optional<Secret> keystorePassword,
            Optional<Path> clientAuthority) {

        /** The same without the authority. */
        public Port port() {
            return new Port(certificate, key, keyPassword, keystore, keystorePassword);
        }

        /** Whether the port speaks TLS. */
        public boolean isOn() {
            return port().isOn();
        }
    }
}
