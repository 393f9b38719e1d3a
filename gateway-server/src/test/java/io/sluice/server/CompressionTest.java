package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages for those who agreed to permessage-deflate, and for those beside them who did not. */
class CompressionTest {

    private static final String LONG = "{\"symbol\":\"ACME\",\"price\":12.5} ".repeat(40);
    private static final String AGREED = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    private static final int SMALL_BUFFER = 4096;

    private final TestGateway gateway = TestGateway.start(
            "compression.enabled=true",
            "limits.inbound-frame=4KiB",
            "delivery.send-buffer=16KiB",
            "close.timeout=300ms",
            "topics=[{match: skip, lag: {policy: skip}, retention: {messages: 20}},"
                    + " {match: latest, lag: {policy: latest, max-keys: 10}, retention: {messages: 20}}]");
    private final PushClient publisher = gateway.publisher();

    @AfterEach
    void stop() {
        publisher.close();
        gateway.close();
    }

    private WsClient plain(String target, String headers) {
        return WsClient.open(gateway.gateway.clientPort(), target, 0, headers);
    }

    private JsonClient json(String target, int receiveBuffer) {
        return JsonClient.open(gateway.gateway.clientPort(), target, receiveBuffer, WsClient.DEFLATE);
    }

    @Test
    void anOfferIsAnsweredWithoutTakingContextsOver() {
        try (WsClient client = plain("/ws?topic=a", WsClient.DEFLATE)) {
            assertThat(client.head.header("sec-websocket-extensions")).isEqualTo(AGREED);
            assertThat(gateway.counter("compression.negotiated")).isEqualTo(1);
        }
    }

    @Test
    void withoutAnOfferNothingIsCompressed() {
        try (WsClient client = plain("/ws?topic=a", "")) {
            assertThat(client.head.header("sec-websocket-extensions")).isEmpty();
            publisher.publish("/api/push?topic=a", LONG);
            WsClient.Frame frame = client.next();
            assertThat(frame.compressed).isFalse();
            assertThat(frame.text()).isEqualTo(LONG);
            assertThat(gateway.counter("compression.publications.compressed")).isZero();
        }
    }

    @Test
    void bothKindsOfClientGetEverythingInOrder() {
        try (WsClient with = plain("/ws?topic=a", WsClient.DEFLATE);
                WsClient without = plain("/ws?topic=a", "");
                JsonClient json = json("/ws?topic=a", 0)) {
            json.next("subscribed");
            for (int i = 1; i <= 50; i++) {
                publisher.publish("/api/push?topic=a", i + LONG);
            }
            for (int i = 1; i <= 50; i++) {
                WsClient.Frame frame = with.nextAnsweringPings();
                assertThat(frame.compressed).isTrue();
                assertThat(frame.text()).isEqualTo(i + LONG);
                assertThat(without.nextText()).isEqualTo(i + LONG);
                assertThat(json.next("message").get("offset").intValue()).isEqualTo(i);
            }
            // Once in each of the two formats.
            assertThat(gateway.counter("compression.publications.compressed")).isEqualTo(100);
            assertThat(gateway.counter("compression.output-bytes"))
                    .isLessThan(gateway.counter("compression.input-bytes") / 5);
        }
    }

    @Test
    void whatIsShortGoesOutAsItIs() {
        try (WsClient client = plain("/ws?topic=a", WsClient.DEFLATE)) {
            publisher.publish("/api/push?topic=a", "short");
            WsClient.Frame frame = client.next();
            assertThat(frame.compressed).isFalse();
            assertThat(frame.text()).isEqualTo("short");
        }
    }

    @Test
    void onePushToSeveralTopicsIsCompressedOnceForEach() {
        try (WsClient client = plain("/ws?topic=a&topic=b&topic=c", WsClient.DEFLATE)) {
            publisher.send("/api/push?topic=a&topic=b&topic=c", LONG);
            publisher.answer();
            for (int i = 0; i < 3; i++) {
                assertThat(client.nextText()).isEqualTo(LONG);
            }
            assertThat(gateway.counter("compression.publications.compressed")).isEqualTo(3);
        }
    }

    /** Two hundred messages, some of them short, which are compressed when the first reader of that kind asks for them. */
    @Test
    void whoComesBackGetsWhatWasPublishedMeanwhile() {
        String first = publisher.publishForPosition("/api/push?topic=a", "0" + LONG);
        for (int i = 1; i < 200; i++) {
            publisher.publish("/api/push?topic=a", i % 3 == 0 ? "" + i : i + LONG);
        }
        try (WsClient client = plain("/ws?topic=a&since=" + first, WsClient.DEFLATE);
                JsonClient json = json("/ws", 0)) {
            for (int i = 1; i < 200; i++) {
                assertThat(client.nextText()).isEqualTo(i % 3 == 0 ? "" + i : i + LONG);
            }
            JsonNode subscribed = json.subscribeFrom("a", "\"since\":\"" + first + "\"");
            assertThat(subscribed.get("recovered").booleanValue()).isTrue();
            for (int i = 1; i < 200; i++) {
                assertThat(json.next("message").get("offset").intValue()).isEqualTo(i + 1);
            }
            publisher.publish("/api/push?topic=a", LONG);
            assertThat(client.nextText()).isEqualTo(LONG);
            assertThat(json.nextMessage("a")).isEqualTo(LONG);
        }
    }

    @Test
    void answersToOneClientAreNotCompressed() {
        try (JsonClient client = json("/ws", 0)) {
            client.subscribe("a");
            WsClient.Frame subscribed = client.socket.next();
            assertThat(subscribed.compressed).isFalse();
            assertThat(subscribed.text()).contains("subscribed");
            publisher.publish("/api/push?topic=a", LONG);
            assertThat(client.socket.next().compressed).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"skip", "latest"})
    void aGapIsToldBetweenCompressedMessages(String policy) {
        int messages = 200;
        Random random = new Random(7);
        try (JsonClient client = json("/ws?topic=" + policy, SMALL_BUFFER)) {
            client.next("subscribed");
            for (int i = 0; i < messages; i++) {
                publisher.publish("/api/push?topic=" + policy + "&key=" + i % 3, digits(random));
            }
            long expected = 1;
            long skipped = 0;
            for (long got = 0; got + skipped < messages; ) {
                JsonNode event = client.next();
                if (event.get("type").textValue().equals("gap")) {
                    assertThat(event.get("from").longValue()).isEqualTo(expected);
                    skipped += event.get("skipped").longValue();
                } else {
                    assertThat(event.get("offset").longValue()).isGreaterThanOrEqualTo(expected);
                    expected = event.get("offset").longValue() + 1;
                    got++;
                }
            }
            assertThat(expected).isEqualTo(messages + 1);
            assertThat(skipped).isPositive().isEqualTo(gateway.counter("delivery.skipped"));
            assertThat(gateway.counter("compression.publications.compressed")).isEqualTo(messages);
        }
    }

    /** So little can be saved of these that a socket's buffers fill. */
    private static String digits(Random random) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < 48 << 10; i++) {
            digits.append((char) (' ' + 1 + random.nextInt(90)));
        }
        return digits.toString();
    }

    @Test
    void aCompressedCommandIsUnderstoodInOneFrameAndInSeveral() {
        try (JsonClient client = json("/ws", 0)) {
            byte[] ping = Deflated.deflate(ascii("{\"type\":\"ping\",\"id\":17,\"pad\":\"" + "x".repeat(1000) + "\"}"));
            client.socket.send(WsClient.FIN | WsClient.COMPRESSED | WsClient.TEXT, ping);
            assertThat(client.next("pong").get("id").intValue()).isEqualTo(17);
            client.socket.send(WsClient.COMPRESSED | WsClient.TEXT, Arrays.copyOf(ping, 7));
            client.socket.send(0, new byte[0]);
            client.socket.send(WsClient.FIN | WsClient.PING, new byte[0]);
            client.socket.send(WsClient.FIN, Arrays.copyOfRange(ping, 7, ping.length));
            assertThat(client.socket.next().opcode).isEqualTo(WsClient.PONG);
            assertThat(client.next("pong").get("id").intValue()).isEqualTo(17);
        }
    }

    @Test
    void aMessageThatInflatesToMoreThanAllowedIsTooLarge() {
        try (JsonClient client = json("/ws", 0)) {
            byte[] bomb = Deflated.deflate(new byte[1 << 20]);
            assertThat(bomb).hasSizeLessThan(4096);
            client.socket.send(WsClient.FIN | WsClient.COMPRESSED | WsClient.TEXT, bomb);
            client.socket.assertClosedWith(1009);
        }
    }

    @Test
    void whatIsNotCompressedAsAgreedIsAnInvalidPayload() {
        try (JsonClient client = json("/ws", 0)) {
            client.socket.send(WsClient.FIN | WsClient.COMPRESSED | WsClient.TEXT, new byte[] {7, 7, 7, 7});
            client.socket.assertClosedWith(1007);
        }
    }

    @Test
    void aCompressedTextHasToBeUtf8() {
        try (JsonClient client = json("/ws", 0)) {
            byte[] half = Deflated.deflate(new byte[] {'a', (byte) 0xC3});
            client.socket.send(WsClient.FIN | WsClient.COMPRESSED | WsClient.TEXT, half);
            client.socket.assertClosedWith(1007);
        }
    }

    @Test
    void aMessageToThePlainEndpointIsUnsupportedCompressedOrNot() {
        try (WsClient client = plain("/ws?topic=a", WsClient.DEFLATE)) {
            client.send(WsClient.FIN | WsClient.COMPRESSED | WsClient.TEXT, Deflated.deflate(new byte[100]));
            client.assertClosedWith(1003);
        }
    }

    /** RSV1 on a ping and on a Close, and RSV2 and RSV3 on a text. */
    @ParameterizedTest
    @ValueSource(ints = {0x49, 0x48, 0x21, 0x11})
    void otherReservedBitsAreProtocolErrors(int bitsAndOpcode) {
        try (WsClient client = plain("/ws?topic=a", WsClient.DEFLATE)) {
            client.send(WsClient.FIN | bitsAndOpcode, new byte[0]);
            client.assertClosedWith(1002);
        }
    }

    @Test
    void onlyTheFirstFrameOfAMessageSaysThatItIsCompressed() {
        try (JsonClient client = json("/ws", 0)) {
            client.socket.send(WsClient.TEXT, ascii("{"));
            client.socket.send(WsClient.FIN | WsClient.COMPRESSED, ascii("}"));
            client.socket.assertClosedWith(1002);
        }
    }

    @Test
    void aGatewayWithoutCompressionAgreesToNothing() {
        try (TestGateway other = TestGateway.start();
                WsClient client = WsClient.open(other.gateway.clientPort(), "/ws?topic=a", 0, WsClient.DEFLATE)) {
            assertThat(client.head.header("sec-websocket-extensions")).isEmpty();
            client.send(WsClient.FIN | WsClient.COMPRESSED | WsClient.TEXT, new byte[1]);
            client.assertClosedWith(1002);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
