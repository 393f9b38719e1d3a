package io.sluice.bench.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A relay before a server that says everything again. */
@Timeout(30)
class RelayTest {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int SHORT_MILLIS = 200;

    private ServerSocket server;
    private Relay relay;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        relay = new Relay(server.getLocalPort());
    }

    @AfterEach
    void end() throws IOException {
        relay.close();
        server.close();
    }

    private void serve() {
        try {
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> echo(client));
            }
        } catch (IOException e) {
            // The test is over.
            return;
        }
    }

    private static void echo(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // Cut, as it should be.
            return;
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(Loopback.address(relay.port()), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static int say(Socket socket, int letter) throws IOException {
        socket.getOutputStream().write(letter);
        return socket.getInputStream().read();
    }

    @Test
    void whatIsSaidIsPassedOnAndBack() throws IOException {
        try (Socket socket = connect()) {
            assertThat(say(socket, 'a')).isEqualTo('a');
        }
    }

    @Test
    void aCutResetsConnectionsAndLetsNewOnesThrough() throws IOException {
        try (Socket socket = connect()) {
            say(socket, 'a');
            relay.cut();
            assertThatThrownBy(() -> say(socket, 'b')).isInstanceOf(IOException.class);
        }
        try (Socket socket = connect()) {
            assertThat(say(socket, 'c')).isEqualTo('c');
        }
    }

    @Test
    void whileItRefusesNobodyConnects() throws IOException {
        relay.refuse();
        assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
        relay.heal();
        try (Socket socket = connect()) {
            assertThat(say(socket, 'a')).isEqualTo('a');
        }
    }

    @Test
    void whatIsSwallowedComesWhenItIsHealed() throws IOException {
        try (Socket socket = connect()) {
            say(socket, 'a');
            relay.swallow();
            socket.setSoTimeout(SHORT_MILLIS);
            assertThatThrownBy(() -> say(socket, 'b')).isInstanceOf(SocketTimeoutException.class);
            try (Socket later = connect()) {
                later.setSoTimeout(SHORT_MILLIS);
                assertThatThrownBy(() -> say(later, 'c')).isInstanceOf(SocketTimeoutException.class);
                relay.heal();
                later.setSoTimeout(PATIENCE_MILLIS);
                assertThat(later.getInputStream().read()).isEqualTo('c');
            }
            socket.setSoTimeout(PATIENCE_MILLIS);
            assertThat(socket.getInputStream().read()).isEqualTo('b');
        }
    }

    @Test
    void whatIsDelayedComesLaterAndInOrder() throws IOException {
        try (Socket socket = connect()) {
            say(socket, 'a');
            relay.delay(Duration.ofMillis(50));
            long begin = System.nanoTime();
            socket.getOutputStream().write('b');
            socket.getOutputStream().write('c');
            assertThat(socket.getInputStream().read()).isEqualTo('b');
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(100_000_000L);
            assertThat(socket.getInputStream().read()).isEqualTo('c');
        }
    }
}
