package io.sluice.server;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** An authority of a test's own, what it signs, and clients that trust it and no other. */
final class Certificates {

    private final Path folder;
    final X509Bundle authority;
    private final SSLContext clients;

    Certificates(Path folder) throws Exception {
        this.folder = folder;
        authority = new CertificateBuilder()
                .subject("CN=authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        clients = context();
    }

    /** A certificate for this machine. */
    X509Bundle server(String name) throws Exception {
        return certificate(name, Instant.now().plusSeconds(86_400));
    }

    X509Bundle certificate(String name, Instant end) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .notBefore(end.minusSeconds(10 * 86_400))
                .notAfter(end)
                .buildIssuedBy(authority);
    }

    Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text, StandardCharsets.US_ASCII);
    }

    Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    Path authorityFile() throws Exception {
        return write("authority.pem", authority.getCertificatePEM());
    }

    /** Writes certificate and key; the settings that name them for a port. */
    List<String> install(String port, X509Bundle bundle) throws Exception {
        Path chain = write(port + ".pem", bundle.getCertificatePEM() + "\n" + authority.getCertificatePEM());
        Path key = write(port + ".key", bundle.getPrivateKeyPEM());
        return List.of(port + ".tls.certificate=" + chain, port + ".tls.key=" + key);
    }

    /** Both ports with one new certificate. */
    List<String> installBoth() throws Exception {
        X509Bundle bundle = server("first");
        return java.util.stream.Stream.concat(install("client", bundle).stream(), install("push", bundle).stream())
                .toList();
    }

    /** A client without a certificate. */
    SSLContext context() throws Exception {
        return context(new KeyManager[0]);
    }

    SSLContext context(X509Bundle own) throws Exception {
        return context(keys(own));
    }

    private SSLContext context(KeyManager[] own) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.getCertificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own, trust.getTrustManagers(), new SecureRandom());
        return context;
    }

    private static KeyManager[] keys(X509Bundle bundle) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        PrivateKey key = bundle.getKeyPair().getPrivate();
        store.setKeyEntry("own", key, new char[0], bundle.getCertificatePath());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    /** A connection whose handshake is yet to come. */
    static SSLSocket begin(SSLContext context, int port, int receiveBuffer) throws IOException {
        Socket plain = Wire.connect(port, receiveBuffer, "127.0.0.1");
        return (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true);
    }

    SSLSocket begin(int port) throws IOException {
        return begin(clients, port, 0);
    }

    /** A connection of a client that trusts the authority. */
    Wire connect(int port, int receiveBuffer) {
        try {
            SSLSocket socket = begin(clients, port, receiveBuffer);
            socket.startHandshake();
            return new Wire(socket);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    Wire connect(int port) {
        return connect(port, 0);
    }

    /** Whom a new connection to this port meets. */
    String subjectAt(int port) {
        try (Wire wire = connect(port)) {
            return ((X509Certificate) ((SSLSocket) wire.socket()).getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
