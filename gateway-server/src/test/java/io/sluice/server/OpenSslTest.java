package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is different where OpenSSL encrypts: its buffers are direct, and it has no tickets unless it is given keys. */
class OpenSslTest {

    @TempDir
    private Path folder;

    private Certificates certificates;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        certificates = new Certificates(folder);
        gateway =
                TestGateway.start(Stream.concat(certificates.installBoth().stream(), Stream.of("tls.provider=openssl"))
                        .toArray(String[]::new));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void aReaderOfManyLargeMessagesGetsThemInOrderAndANewCertificateDoesNotDisturbIt() throws Exception {
        try (PushClient publisher = new PushClient(certificates.connect(gateway.gateway.pushPort()));
                WsClient reader =
                        WsClient.open(certificates.connect(gateway.gateway.clientPort(), 4096), "/ws?topic=a", "")) {
            publisher.publishAll(
                    "/api/push?topic=a",
                    100,
                    32,
                    number -> java.nio.ByteBuffer.allocate(16 << 10)
                            .putInt(number)
                            .array());
            certificates.install("client", certificates.server("second"));
            gateway.gateway.reloadCertificates();
            assertThat(certificates.subjectAt(gateway.gateway.clientPort())).isEqualTo("CN=second");
            for (int number = 0; number < 100; number++) {
                WsClient.Frame frame = reader.nextAnsweringPings();
                assertThat(java.nio.ByteBuffer.wrap(frame.payload).getInt()).isEqualTo(number);
            }
        }
        gateway.awaitNoConnection(TestGateway.PATIENCE);
    }

    @Test
    void aClientThatComesBackResumesItsSession() throws Exception {
        for (String version : new String[] {"TLSv1.3", "TLSv1.2"}) {
            SSLContext context = certificates.context();
            SSLSession first = sessionOf(context, version);
            assertThat(sessionOf(context, version).getCreationTime())
                    .as(version)
                    .isEqualTo(first.getCreationTime());
        }
    }

    private SSLSession sessionOf(SSLContext context, String version) throws IOException {
        SSLSocket socket = Certificates.begin(context, gateway.gateway.clientPort(), 0);
        socket.setEnabledProtocols(new String[] {version});
        socket.startHandshake();
        try (Wire wire = new Wire(socket)) {
            wire.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(wire.readHead().status()).isEqualTo(200);
            assertThat(wire.readToEnd()).isEmpty();
        }
        return socket.getSession();
    }
}
