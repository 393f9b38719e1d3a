package io.sluice.server.tls;

import io.sluice.server.config.Secret;
import io.sluice.server.config.TlsConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A certificate chain with its key, and whom the port believes. They fit each other.
 *
 * @param chain the port's own certificate first
 * @param authorities of clients; empty where they need no certificate
 */
record TlsMaterial(PrivateKey key, List<X509Certificate> chain, List<X509Certificate> authorities) {

    private static final byte[] PROBE = {1, 2, 3, 4};

    /**
     * Takes what the files hold.
     *
     * @param prefix of the keys of the configuration, with the dot
     * @throws TlsException if the port could not be it
     */
    static TlsMaterial of(TlsFiles files, String prefix, TlsConfig.Port config) throws TlsException {
        List<X509Certificate> authorities =
                files.has(prefix + ServerTls.AUTHORITY) ? certificates(files, prefix + ServerTls.AUTHORITY) : List.of();
        TlsMaterial material = config.keystore().isPresent()
                ? fromKeystore(files, prefix + ServerTls.KEYSTORE, config.keystorePassword(), authorities)
                : fromPem(files, prefix, config.keyPassword(), authorities);
        if (!material.keyFits()) {
            throw config.keystore().isPresent()
                    ? files.problem(prefix + ServerTls.KEYSTORE, "has a key that does not match its certificate")
                    : files.problem(
                            prefix + ServerTls.KEY,
                            "does not match the first certificate of " + prefix + ServerTls.CERTIFICATE);
        }
        return material;
    }

    /** When the first of the chain expires. */
    Instant end() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** When all of the chain are valid. */
    Instant begin() {
        return chain.stream()
                .map(certificate -> certificate.getNotBefore().toInstant())
                .max(Instant::compareTo)
                .orElseThrow();
    }

    String subject() {
        return chain.getFirst().getSubjectX500Principal().getName();
    }

    private static TlsMaterial fromPem(
            TlsFiles files, String prefix, Optional<Secret> password, List<X509Certificate> authorities)
            throws TlsException {
        List<X509Certificate> chain = certificates(files, prefix + ServerTls.CERTIFICATE);
        String keyKey = prefix + ServerTls.KEY;
        byte[] bytes = files.bytes(keyKey);
        try {
            return new TlsMaterial(PrivateKeys.read(bytes, password), chain, authorities);
        } catch (TlsException e) {
            throw files.problem(keyKey, e.getMessage() + " (" + prefix + ServerTls.KEY_PASSWORD + ")");
        }
    }

    private static List<X509Certificate> certificates(TlsFiles files, String key) throws TlsException {
        List<X509Certificate> chain = new ArrayList<>();
        for (Pem block : Pem.blocks(files.bytes(key))) {
            if (block.label().endsWith("CERTIFICATE")) {
                try {
                    chain.add((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.der())));
                } catch (CertificateException e) {
                    throw files.problem(key, "has a damaged certificate, number " + (chain.size() + 1));
                }
            }
        }
        if (chain.isEmpty()) {
            throw files.problem(key, "has no certificate in PEM form");
        }
        return List.copyOf(chain);
    }

    private static TlsMaterial fromKeystore(
            TlsFiles files, String key, Optional<Secret> password, List<X509Certificate> authorities)
            throws TlsException {
        char[] secret = password.map(Secret::reveal).orElse(new char[0]);
        byte[] bytes = files.bytes(key);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), secret);
            List<String> aliases = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    aliases.add(alias);
                }
            }
            if (aliases.size() != 1) {
                throw files.problem(key, "has " + aliases.size() + " private keys; allowed: one");
            }
            List<X509Certificate> chain = new ArrayList<>();
            Certificate[] stored = store.getCertificateChain(aliases.getFirst());
            for (Certificate certificate : stored == null ? new Certificate[0] : stored) {
                chain.add((X509Certificate) certificate);
            }
            if (chain.isEmpty() || !(store.getKey(aliases.getFirst(), secret) instanceof PrivateKey own)) {
                throw files.problem(key, "has a key without a certificate");
            }
            return new TlsMaterial(own, List.copyOf(chain), authorities);
        } catch (IOException e) {
            throw files.problem(
                    key,
                    e.getCause() instanceof UnrecoverableKeyException
                            ? "cannot be opened: its password is wrong"
                            : "is no PKCS#12 keystore");
        } catch (GeneralSecurityException e) {
            throw files.problem(key, "cannot be opened: its password is wrong, or its encryption unknown to Java");
        }
    }

    /** Whether what the key signs is of the certificate. */
    private boolean keyFits() {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(chain.getFirst().getPublicKey());
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
