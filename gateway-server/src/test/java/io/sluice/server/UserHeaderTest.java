package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Disconnect;
import org.junit.jupiter.api.Test;

/** Who is whom, as a proxy says, and what follows from it on one gateway. */
class UserHeaderTest {

    private static final String HEADER = "client.user-header=X-Auth-User";
    private static final String TRUSTED = "client.trusted-proxies=127.0.0.1";

    private static WsClient open(TestGateway gateway, String headers) {
        return WsClient.open(gateway.gateway.clientPort(), "/ws?topic=a", 0, headers);
    }

    private static String post(PushClient publisher, String target, int status) {
        publisher.send(target, "");
        PushClient.Answer answer = publisher.answer();
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return answer.body();
    }

    @Test
    void aTrustedProxySaysWhoAClientIsAndTheUserCanBeDisconnected() {
        try (TestGateway gateway = TestGateway.start(HEADER, TRUSTED, "node.name=n1");
                PushClient publisher = gateway.publisher();
                WsClient ann = open(gateway, "x-auth-user: ann@example.com\r\n");
                WsClient nobody = open(gateway, "")) {
            assertThat(publisher.get("/api/topics/a/presence").body())
                    .contains("\"user\":\"ann@example.com\"", "\"user\":null", "\"node\":\"n1\"");
            assertThat(post(publisher, "/api/disconnect?user=ann%40example.com", 200))
                    .isEqualTo("{\"disconnected\":1,\"nodes\":1}");
            ann.assertClosedWith(4500);
            Eventually.await("it is counted", () -> gateway.closed(Disconnect.KICKED) == 1, TestGateway.PATIENCE);
            publisher.publish("/api/push?topic=a", "x");
            assertThat(nobody.nextText()).isEqualTo("x");
        }
    }

    @Test
    void anEventStreamHearsTheCodeBeforeItsEnd() {
        try (TestGateway gateway = TestGateway.start();
                PushClient publisher = gateway.publisher();
                SseClient client = gateway.stream("/sse?topic=a&client=tab-1")) {
            assertThat(client.head.status()).isEqualTo(200);
            assertThat(post(publisher, "/api/disconnect?client=tab-1", 200)).contains("\"disconnected\":1");
            assertThat(client.wire.readToEnd()).contains("event: goaway\ndata: {\"code\":4500,");
        }
    }

    @Test
    void whoIsNotTrustedSaysNothing() {
        try (TestGateway gateway = TestGateway.start(HEADER, "client.trusted-proxies=192.0.2.1");
                PushClient publisher = gateway.publisher();
                WsClient client = open(gateway, "X-Auth-User: admin\r\n")) {
            assertThat(client.head.status()).isEqualTo(101);
            assertThat(publisher.get("/api/topics/a/presence").body()).contains("\"user\":null");
        }
    }

    @Test
    void withoutTheKeyTheHeaderSaysNothing() {
        try (TestGateway gateway = TestGateway.start(TRUSTED);
                PushClient publisher = gateway.publisher();
                WsClient client = open(gateway, "X-Auth-User: ann\r\n")) {
            assertThat(client.head.status()).isEqualTo(101);
            assertThat(publisher.get("/api/topics/a/presence").body()).contains("\"user\":null");
        }
    }

    @Test
    void whatCannotBeAUserIsRefused() {
        try (TestGateway gateway = TestGateway.start(HEADER, TRUSTED)) {
            for (String headers : new String[] {
                "X-Auth-User: a b", "X-Auth-User: " + "x".repeat(129), "X-Auth-User: ann\r\nX-Auth-User: bob"
            }) {
                try (SseClient client = gateway.stream("/sse?topic=a", headers.split("\r\n"))) {
                    assertThat(client.head.status()).as(headers).isEqualTo(400);
                }
            }
            assertThat(gateway.counter("handshake.refused.user")).isEqualTo(3);
        }
    }

    @Test
    void aDisconnectNamesExactlyOneThingAndAKnownCode() {
        try (TestGateway gateway = TestGateway.start();
                PushClient publisher = gateway.publisher()) {
            assertThat(post(publisher, "/api/disconnect", 400)).contains("exactly one of user, client, connection");
            assertThat(post(publisher, "/api/disconnect?user=a&client=b", 400)).contains("exactly one of");
            assertThat(post(publisher, "/api/disconnect?connection=x", 400)).contains("connection is not the id");
            assertThat(post(publisher, "/api/disconnect?user=", 400)).contains("user is not 1 to 128");
            assertThat(post(publisher, "/api/disconnect?user=a&code=1000", 400))
                    .contains("code is not one of 4500, 4501, 4002");
            assertThat(post(publisher, "/api/disconnect?user=a", 200)).isEqualTo("{\"disconnected\":0,\"nodes\":1}");
            assertThat(publisher.get("/api/disconnect?user=a").status()).isEqualTo(405);
        }
    }

    @Test
    void aDisconnectWantsAKeyWhereThereAreKeys() {
        try (TestGateway gateway = TestGateway.start("push.keys=shop:0123456789abcdef0123");
                PushClient publisher = gateway.publisher()) {
            post(publisher, "/api/disconnect?user=a", 401);
        }
    }

    @Test
    void aGatewayThatIsAloneIsAFleetOfOne() {
        try (TestGateway gateway = TestGateway.start();
                PushClient publisher = gateway.publisher()) {
            assertThat(publisher.get("/api/nodes").body())
                    .matches("\\{\"items\":\\[\\{\"node\":\"[^\"]+:" + gateway.gateway.clientPort()
                            + "\",\"number\":0,\"version\":\"dev\",\"startedAt\":\"[^\"]+Z\",\"connections\":0}]}");
        }
    }
}
