package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that does not let everybody in. */
class RedisAccessTest {

    /** What docs/CLUSTER.md says a user of Redis must be allowed. */
    private static final String ACL = "ACL SETUSER sluice on >secret resetkeys resetchannels ~sluice:1:* &sluice:1:*"
            + " -@all +evalsha +eval +ssubscribe +sunsubscribe +spublish +ping +hello"
            + " +xadd +xrange +xtrim +hget +hmget +hset +get +set +del +exists +pexpire +time +hdel +hlen +hscan"
            + " +sadd +srem +srandmember +zadd +zrem +zscore +zrangebyscore";

    private static void assertCarriesPublications(TestGateway gateway) {
        try (PushClient publisher = gateway.publisher();
                WsClient client = gateway.webSocket("/ws?topic=a")) {
            publisher.publish("/api/push?topic=a", "m1");
            assertThat(client.nextText()).isEqualTo("m1");
        }
    }

    @Test
    void aUserWhoMayDoWhatIsDocumentedIsEnough() {
        try (RedisServer redis = RedisServer.forgetful()) {
            redis.command(ACL);
            try (TestGateway gateway = TestGateway.start(
                    "engine.type=redis",
                    "redis.uri=redis://sluice:secret@127.0.0.1:" + redis.port(),
                    "start.warm-up=0s")) {
                assertCarriesPublications(gateway);
            }
        }
    }

    @Test
    void aGatewayWhoseUserMayNotListenDoesNotStart() {
        try (RedisServer redis = RedisServer.forgetful()) {
            redis.command(ACL + " -ssubscribe");
            assertThatThrownBy(() -> TestGateway.start(
                            "engine.type=redis", "redis.uri=redis://sluice:secret@127.0.0.1:" + redis.port()))
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("ssubscribe");
        }
    }

    @Test
    void aGatewayWhoseUserMayNotSendMessagesDoesNotStart() {
        try (RedisServer redis = RedisServer.forgetful()) {
            redis.command(ACL + " -spublish");
            assertThatThrownBy(() -> TestGateway.start(
                            "engine.type=redis", "redis.uri=redis://sluice:secret@127.0.0.1:" + redis.port()))
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("can't run this command");
        }
    }

    @Test
    void aGatewayDoesNotStartWithARedisThatCannotShardItsMessages() {
        try (RedisServer redis = RedisServer.with("--rename-command", "SSUBSCRIBE", "")) {
            assertThatThrownBy(() -> TestGateway.start("engine.type=redis", "redis.uri=" + redis.uri()))
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("unknown command");
        }
    }

    @Test
    void aGatewayWhosePasswordIsWrongDoesNotStart() {
        try (RedisServer redis = RedisServer.forgetful()) {
            redis.command(ACL);
            assertThatThrownBy(() -> TestGateway.start(
                            "engine.type=redis", "redis.uri=redis://sluice:wrong@127.0.0.1:" + redis.port()))
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("WRONGPASS")
                    .hasMessageNotContaining("wrong@");
        }
    }

    @Test
    void tlsIsCheckedAgainstTheAuthorityThatIsNamed(@TempDir Path folder) throws Exception {
        X509Bundle authority = new CertificateBuilder()
                .subject("CN=authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle server = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .buildIssuedBy(authority);
        Path trusted = write(folder, "authority.pem", authority.getCertificatePEM());
        Path certificate = write(folder, "server.pem", server.getCertificatePEM());
        Path key = write(folder, "server.key", server.getPrivateKeyPEM());
        int port = RedisServer.freePort();
        try (RedisServer redis = RedisServer.with(
                "--tls-port",
                Integer.toString(port),
                "--tls-cert-file",
                certificate.toString(),
                "--tls-key-file",
                key.toString(),
                "--tls-ca-cert-file",
                trusted.toString(),
                "--tls-auth-clients",
                "no")) {
            assertThat(redis.port()).isNotEqualTo(port);
            String uri = "redis.uri=rediss://localhost:" + port;
            try (TestGateway gateway =
                    TestGateway.start("engine.type=redis", uri, "redis.authority=" + trusted, "start.warm-up=0s")) {
                assertCarriesPublications(gateway);
            }
            assertThatThrownBy(() -> TestGateway.start("engine.type=redis", uri))
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("certif");
        }
    }

    private static Path write(Path folder, String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text, StandardCharsets.US_ASCII);
    }
}
