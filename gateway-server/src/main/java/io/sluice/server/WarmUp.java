package io.sluice.server;

import io.sluice.server.config.GatewayConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exercises a throw-away gateway on loopback before the real one listens: some subscribers, one publisher that pipelines.
 * What the JIT compiles here it need not compile under the first real load, where on few cores it would compete with the
 * deliveries for as long as half a minute. Nothing of it is left but compiled code; a failure only costs the warmth.
 */
final class WarmUp {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int SUBSCRIBERS = 16;
    private static final int PIPELINED = 32;
    private static final int ENOUGH_PUBLISHES = 40_000;
    private static final int READ_TIMEOUT_MILLIS = 5000;
    private static final String BODY = "{\"warm-up\":\"" + "x".repeat(100) + "\"}";
    private static final String HANDSHAKE = http("""
            GET /ws?topic=warm-up HTTP/1.1
            Host: localhost
            Connection: Upgrade
            Upgrade: websocket
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: d2FybS11cC13YXJtLXVwIQ==

            """);
    private static final String PUSH = http("""
            POST /api/push?topic=warm-up HTTP/1.1
            Host: localhost
            Content-Type: application/json
            Content-Length: %d

            """.formatted(BODY.length())) + BODY;

    private WarmUp() {}

    private static String http(String lines) {
        return lines.replace("\n", "\r\n");
    }

    /** Warms up for at most this long; not at all for zero. */
    static void run(Duration time) {
        if (time.isZero()) {
            return;
        }
        long startNanos = System.nanoTime();
        GatewayConfig config = GatewayConfig.of(
                "client.host=127.0.0.1", "client.port=0", "push.port=0", "workers=1", "memory.log-budget=16MiB");
        try (Gateway gateway = Gateway.start(config)) {
            int published = exercise(gateway, startNanos + time.toNanos());
            LOG.info("warmed up with {} publishes in {} ms", published, (System.nanoTime() - startNanos) / 1_000_000);
        } catch (IOException | StartupException e) {
            LOG.warn("no warm-up: {}", e.getMessage());
        }
    }

    private static int exercise(Gateway gateway, long deadlineNanos) throws IOException {
        List<Socket> subscribers = new ArrayList<>();
        try (Socket publisher = connect(gateway.pushPort())) {
            for (int i = 0; i < SUBSCRIBERS; i++) {
                Socket subscriber = connect(gateway.clientPort());
                subscribers.add(subscriber);
                subscriber.getOutputStream().write(HANDSHAKE.getBytes(StandardCharsets.US_ASCII));
                Thread.ofPlatform().daemon().name("sluice-warm-up").start(() -> drain(subscriber));
            }
            return publish(publisher, deadlineNanos);
        } finally {
            for (Socket subscriber : subscribers) {
                subscriber.close();
            }
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static int publish(Socket publisher, long deadlineNanos) throws IOException {
        byte[] requests = PUSH.repeat(PIPELINED).getBytes(StandardCharsets.US_ASCII);
        OutputStream out = publisher.getOutputStream();
        InputStream in = publisher.getInputStream();
        byte[] answers = new byte[64 << 10];
        int published = 0;
        while (published < ENOUGH_PUBLISHES && System.nanoTime() - deadlineNanos < 0) {
            out.write(requests);
            int bodies = 0;
            while (bodies < PIPELINED) {
                int read = in.read(answers);
                if (read < 0) {
                    throw new IOException("the warm-up's publisher was disconnected");
                }
                for (int i = 0; i < read; i++) {
                    bodies += answers[i] == '}' ? 1 : 0;
                }
            }
            published += PIPELINED;
        }
        return published;
    }

    /** Reads and forgets until the gateway is closed. */
    private static void drain(Socket subscriber) {
        byte[] buffer = new byte[64 << 10];
        try (InputStream in = subscriber.getInputStream()) {
            int read = 0;
            while (read >= 0) {
                read = in.read(buffer);
            }
        } catch (IOException e) {
            LOG.debug("a subscriber of the warm-up ended", e);
        }
    }
}
