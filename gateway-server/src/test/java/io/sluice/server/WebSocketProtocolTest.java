package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Disconnect;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketProtocolTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    private final TestGateway gateway = TestGateway.start("limits.inbound-frame=1KiB");
    private final WsClient client = gateway.webSocket("/ws?topic=a");

    @AfterEach
    void stop() {
        client.close();
        gateway.awaitEmpty();
        assertThat(gateway.closed()).isEqualTo(gateway.opened());
        gateway.close();
    }

    @Test
    void anUnmaskedFrameIsAProtocolError() {
        client.wire.write(new byte[] {(byte) (WsClient.FIN | WsClient.TEXT), 1, 'x'});
        client.assertClosedWith(1002);
        gateway.awaitEmpty();
        assertThat(gateway.closed(Disconnect.PROTOCOL_ERROR)).isEqualTo(1);
    }

    @Test
    void aReservedBitIsAProtocolError() {
        client.send(WsClient.FIN | 0x40 | WsClient.TEXT, HELLO);
        client.assertClosedWith(1002);
    }

    @Test
    void aReservedOpcodeIsAProtocolError() {
        client.send(WsClient.FIN | 3, HELLO);
        client.assertClosedWith(1002);
    }

    @Test
    void aFragmentedControlFrameIsAProtocolError() {
        client.send(WsClient.PING, HELLO);
        client.assertClosedWith(1002);
    }

    @Test
    void aLongControlFrameIsAProtocolError() {
        client.send(WsClient.FIN | WsClient.PING, new byte[126]);
        client.assertClosedWith(1002);
    }

    @Test
    void aFrameOverTheLimitIsTooLarge() {
        client.send(WsClient.FIN | WsClient.TEXT, new byte[2000]);
        client.assertClosedWith(1009);
        gateway.awaitEmpty();
        assertThat(gateway.closed(Disconnect.TOO_LARGE)).isEqualTo(1);
    }

    @Test
    void textToThePlainEndpointIsUnsupported() {
        client.send(WsClient.FIN | WsClient.TEXT, HELLO);
        client.assertClosedWith(1003);
        gateway.awaitEmpty();
        assertThat(gateway.closed(Disconnect.UNSUPPORTED)).isEqualTo(1);
    }

    @Test
    void aCloseIsEchoedAndTheServerEndsTheConnection() {
        client.sendClose(4711);
        WsClient.Frame echo = client.next();
        assertThat(echo.opcode).isEqualTo(WsClient.CLOSE);
        assertThat(echo.closeCode()).isEqualTo(4711);
        assertThat(client.wire.isAtEnd()).isTrue();
        gateway.awaitEmpty();
        assertThat(gateway.closed(Disconnect.CLIENT_CLOSED)).isEqualTo(1);
    }

    @Test
    void aCloseWithoutACodeIsEchoedWithoutACode() {
        client.send(WsClient.FIN | WsClient.CLOSE, new byte[0]);
        assertThat(client.next().payload).isEmpty();
        assertThat(client.wire.isAtEnd()).isTrue();
    }

    @Test
    void aCloseWithAForbiddenCodeIsAProtocolError() {
        client.sendClose(1006);
        assertThat(client.next().closeCode()).isEqualTo(1002);
        assertThat(client.wire.isAtEnd()).isTrue();
    }

    @Test
    void aCloseWithHalfACodeIsAProtocolError() {
        client.send(WsClient.FIN | WsClient.CLOSE, new byte[1]);
        client.assertClosedWith(1002);
    }

    @Test
    void aPingIsAnsweredWithItsPayload() {
        client.send(WsClient.FIN | WsClient.PING, HELLO);
        WsClient.Frame pong = client.next();
        assertThat(pong.opcode).isEqualTo(WsClient.PONG);
        assertThat(pong.text()).isEqualTo("hello");
    }

    @Test
    void anEmptyPingAndAnUnsolicitedPongAreFine() {
        client.send(WsClient.FIN | WsClient.PONG, HELLO);
        client.send(WsClient.FIN | WsClient.PING, new byte[0]);
        assertThat(client.next().opcode).isEqualTo(WsClient.PONG);
    }

    @Test
    void aClientThatStopsInTheMiddleOfAFrameIsCleanedUp() {
        client.wire.write(new byte[] {(byte) (WsClient.FIN | WsClient.TEXT), (byte) (0x80 | 100), 1, 2, 3, 4, 5});
        client.close();
        gateway.awaitEmpty();
    }

    @Test
    void randomBytesAfterTheHandshakeEndInACleanClose() {
        byte[] noise = new byte[4096];
        new java.util.Random(11).nextBytes(noise);
        client.wire.write(noise);
        Eventually.await("closing", () -> gateway.closed() == 1 || hasGone(), TestGateway.PATIENCE);
    }

    private boolean hasGone() {
        client.close();
        return gateway.hasNoConnection();
    }
}
