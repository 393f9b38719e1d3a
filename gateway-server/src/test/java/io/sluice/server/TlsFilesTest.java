package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.X509Bundle;
import io.sluice.server.config.GatewayConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files a port takes, and what it says of those that it does not. */
class TlsFilesTest {

    private static final String RESOURCES = "src/test/resources/tls/";

    @TempDir
    private Path folder;

    private Certificates certificates;

    @BeforeEach
    void makeAuthority() throws Exception {
        certificates = new Certificates(folder);
    }

    private static List<String> problems(String... settings) {
        return TlsPorts.problems(GatewayConfig.of(settings));
    }

    private static String[] with(List<String> settings, String... more) {
        return Stream.concat(settings.stream(), Stream.of(more)).toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({"ec.pem, ec-sec1.key, none", "ec.pem, ec-encrypted.key, secret", "rsa.pem, rsa-pkcs1.key, none"})
    void keysAreReadInTheFormsThatProgramsWrite(String certificate, String key, String password) {
        assertThat(problems(
                        "client.tls.certificate=" + RESOURCES + certificate,
                        "client.tls.key=" + RESOURCES + key,
                        "client.tls.key-password=" + password))
                .isEmpty();
    }

    @Test
    void aKeystoreIsReadAndItsPasswordMayComeFromAFile() throws Exception {
        Path password = certificates.write("password", "secret\n");
        assertThat(problems("push.tls.keystore=" + RESOURCES + "ec.p12", "push.tls.keystore-password=file:" + password))
                .isEmpty();
    }

    @Test
    void aWrongPasswordIsNamedByItsKeyAndNotShown() {
        assertThat(problems(
                        "client.tls.certificate=" + RESOURCES + "ec.pem",
                        "client.tls.key=" + RESOURCES + "ec-encrypted.key",
                        "client.tls.key-password=wrong-one"))
                .singleElement()
                .asString()
                .startsWith("client.tls.key: " + RESOURCES + "ec-encrypted.key cannot be decrypted")
                .contains("client.tls.key-password")
                .doesNotContain("wrong-one");
        assertThat(problems("push.tls.keystore=" + RESOURCES + "ec.p12", "push.tls.keystore-password=wrong-one"))
                .containsExactly("push.tls.keystore: " + RESOURCES + "ec.p12 cannot be opened: its password is wrong");
    }

    @Test
    void anEncryptedKeyNeedsAPassword() {
        assertThat(problems(
                        "client.tls.certificate=" + RESOURCES + "ec.pem",
                        "client.tls.key=" + RESOURCES + "ec-encrypted.key"))
                .singleElement()
                .asString()
                .contains("is encrypted, and no password is configured");
        assertThat(problems(
                        "client.tls.certificate=" + RESOURCES + "ec.pem", "client.tls.key=" + RESOURCES + "ec-old.key"))
                .singleElement()
                .asString()
                .contains("openssl pkcs8 -topk8");
    }

    @Test
    void aKeyOfAnotherCertificateStopsTheStart() {
        assertThatThrownBy(() -> TestGateway.start(
                        "client.tls.certificate=" + RESOURCES + "ec.pem",
                        "client.tls.key=" + RESOURCES + "rsa-pkcs1.key"))
                .isInstanceOf(StartupException.class)
                .hasMessage("client.tls.key: " + RESOURCES
                        + "rsa-pkcs1.key does not match the first certificate of client.tls.certificate");
    }

    @Test
    void aChainWithoutACertificateIsNamed() throws Exception {
        Path empty = certificates.write("empty.pem", "");
        assertThat(problems("client.tls.certificate=" + empty, "client.tls.key=" + RESOURCES + "ec-sec1.key"))
                .containsExactly("client.tls.certificate: " + empty + " has no certificate in PEM form");
    }

    @Test
    void aFileThatIsMissingIsNamedByItsKey() {
        assertThatThrownBy(() -> GatewayConfig.of("client.tls.certificate=gone.pem", "client.tls.key=gone.key"))
                .hasMessageContainingAll(
                        "client.tls.certificate (--set): \"gone.pem\" is no file that can be read",
                        "client.tls.key (--set): \"gone.key\" is no file that can be read");
    }

    @Test
    void halfASettingIsAnErrorAndNotPlainHttp() {
        for (String setting : List.of(
                "client.tls.certificate=" + RESOURCES + "ec.pem",
                "client.tls.key=" + RESOURCES + "ec-sec1.key",
                "client.tls.key-password=secret",
                "push.tls.keystore-password=secret",
                "push.tls.client-authority=" + RESOURCES + "ec.pem")) {
            assertThatThrownBy(() -> GatewayConfig.of(setting))
                    .as(setting)
                    .hasMessageStartingWith(setting.substring(0, setting.indexOf('=')) + " (--set)")
                    .hasMessageNotContaining("=secret");
        }
    }

    @Test
    void anExpiredCertificateIsServedAndWarnedOf() throws Exception {
        X509Bundle expired = certificates.certificate("old", Instant.now().minusSeconds(3600));
        try (TestGateway gateway = TestGateway.start(with(certificates.install("client", expired)))) {
            assertThat(gateway.log().messages())
                    .anyMatch(line -> line.startsWith("client.tls.certificate: ") && line.contains("expired at"));
            assertThat(((Number) gateway.registry()
                                    .getGauges((name, metric) -> name.equals("tls.client.certificate-seconds-left"))
                                    .values()
                                    .iterator()
                                    .next()
                                    .getValue())
                            .longValue())
                    .isBetween(-3700L, -3600L);
        }
    }

    @Test
    void newFilesAreForNewConnectionsAndOldOnesStay() throws Exception {
        try (TestGateway gateway = TestGateway.start(with(certificates.installBoth()));
                WsClient kept = WsClient.open(certificates.connect(gateway.gateway.clientPort()), "/ws?topic=a", "")) {
            assertThat(certificates.subjectAt(gateway.gateway.clientPort())).isEqualTo("CN=first");
            certificates.install("client", certificates.server("second"));
            gateway.gateway.reloadCertificates();
            assertThat(certificates.subjectAt(gateway.gateway.clientPort())).isEqualTo("CN=second");
            try (PushClient publisher = new PushClient(certificates.connect(gateway.gateway.pushPort()))) {
                publisher.publish("/api/push?topic=a", "still here");
            }
            assertThat(kept.nextText()).isEqualTo("still here");
            assertThat(gateway.counter("tls.client.reloads")).isEqualTo(1);
            assertThat(gateway.counter("tls.push.reloads")).isZero();
        }
    }

    @Test
    void filesThatAreSwappedBehindALinkAreNoticedByThemselves() throws Exception {
        List<String> settings = certificates.install("client", certificates.server("first"));
        Path real = Files.createDirectory(folder.resolve("one"));
        Path other = Files.createDirectory(folder.resolve("two"));
        X509Bundle second = certificates.server("second");
        Files.move(folder.resolve("client.pem"), real.resolve("client.pem"));
        Files.move(folder.resolve("client.key"), real.resolve("client.key"));
        Files.writeString(other.resolve("client.pem"), second.getCertificatePEM());
        Files.writeString(other.resolve("client.key"), second.getPrivateKeyPEM());
        // As Kubernetes does it: files are links into a folder, which is a link that is replaced.
        Path data = Files.createSymbolicLink(folder.resolve("data"), real.getFileName());
        Files.createSymbolicLink(folder.resolve("client.pem"), Path.of("data", "client.pem"));
        Files.createSymbolicLink(folder.resolve("client.key"), Path.of("data", "client.key"));
        try (TestGateway gateway = TestGateway.start(with(settings, "tls.reload-interval=100ms"))) {
            assertThat(certificates.subjectAt(gateway.gateway.clientPort())).isEqualTo("CN=first");
            Path next = Files.createSymbolicLink(folder.resolve("next"), other.getFileName());
            Files.move(next, data, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            Eventually.await(
                    "the new one is taken", () -> gateway.counter("tls.client.reloads") == 1, TestGateway.PATIENCE);
            assertThat(certificates.subjectAt(gateway.gateway.clientPort())).isEqualTo("CN=second");
        }
    }

    @Test
    void filesThatDoNotFitAreWarnedOfOnceAndLeaveTheOldOnesInUse() throws Exception {
        try (TestGateway gateway = TestGateway.start(with(certificates.installBoth()))) {
            X509Bundle second = certificates.server("second");
            certificates.write("client.pem", second.getCertificatePEM());
            gateway.gateway.reloadCertificates();
            gateway.gateway.reloadCertificates();
            assertThat(gateway.counter("tls.client.reload-failures")).isEqualTo(1);
            assertThat(gateway.log().messages().stream().filter(line -> line.contains("stays as it was")))
                    .singleElement()
                    .asString()
                    .contains("client.tls.key: " + folder.resolve("client.key") + " does not match");
            assertThat(certificates.subjectAt(gateway.gateway.clientPort())).isEqualTo("CN=first");
            Files.delete(folder.resolve("client.key"));
            gateway.gateway.reloadCertificates();
            assertThat(gateway.counter("tls.client.reload-failures")).isEqualTo(2);
            certificates.write("client.key", second.getPrivateKeyPEM());
            gateway.gateway.reloadCertificates();
            assertThat(gateway.counter("tls.client.reloads")).isEqualTo(1);
            assertThat(certificates.subjectAt(gateway.gateway.clientPort())).isEqualTo("CN=second");
        }
    }

    @Test
    void publishersShowACertificateWhereOneIsDemandedAndHealthNeedsNone() throws Exception {
        List<String> settings = certificates.install("push", certificates.server("push"));
        try (TestGateway gateway =
                TestGateway.start(with(settings, "push.tls.client-authority=" + certificates.authorityFile()))) {
            int port = gateway.gateway.pushPort();
            var known = certificates.context(certificates.server("publisher"));
            try (PushClient publisher = new PushClient(new Wire(Certificates.begin(known, port, 0)))) {
                publisher.publish("/api/push?topic=a", "hello");
            }
            try (PushClient nobody = new PushClient(certificates.connect(port))) {
                nobody.send("/api/push?topic=a", "hello");
                PushClient.Answer answer = nobody.answer();
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.body()).contains("certificate-missing");
                assertThat(nobody.get("/healthz").status()).isEqualTo(200);
            }
            X509Bundle strange = new Certificates(Files.createDirectory(folder.resolve("strange"))).server("strange");
            try (Wire refused = new Wire(Certificates.begin(certificates.context(strange), port, 0))) {
                assertThat(askedByAStranger(refused)).isZero();
            }
            assertThat(gateway.counter("tls.push.failed.client-certificate")).isEqualTo(1);
        }
    }

    private static long askedByAStranger(Wire wire) {
        try {
            wire.write("GET /api/topics HTTP/1.1\r\nHost: localhost\r\n\r\n");
        } catch (java.io.UncheckedIOException e) {
            return 0;
        }
        return wire.readToEndOrReset();
    }
}
