package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a connection that only listens keeps on the heap. */
class IdleConnectionTest {

    private static final int CONNECTIONS = 50;
    private static final String REQUEST = "io.netty.handler.codec.http.DefaultFullHttpRequest";

    private final TestGateway gateway = TestGateway.start();

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void aWebSocketKeepsNothingOfItsRequest() {
        whileOpen(() -> gateway.webSocket("/ws?topic=a"));
    }

    @Test
    void aJsonConnectionKeepsNothingOfItsRequest() {
        whileOpen(() -> gateway.json("/ws?topic=a"));
    }

    @Test
    void anEventStreamKeepsNothingOfItsRequest() {
        whileOpen(() -> gateway.stream("/sse?topic=a"));
    }

    private void whileOpen(Supplier<? extends AutoCloseable> client) {
        List<AutoCloseable> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(client.get());
            }
            Eventually.await("all are open", () -> gateway.open() == CONNECTIONS, TestGateway.PATIENCE);
            // A buffer's last request may still be in some thread's hands.
            Eventually.await(
                    () -> live(REQUEST) + " requests are alive",
                    () -> live(REQUEST) < CONNECTIONS / 10,
                    TestGateway.PATIENCE);
            assertThat(live("io.sluice.delivery.socket.Connection")).isGreaterThanOrEqualTo(CONNECTIONS);
        } finally {
            clients.forEach(IdleConnectionTest::close);
        }
    }

    /** Objects of this class that are reachable, after a full collection. */
    private static long live(String className) {
        try {
            String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            return histogram
                    .lines()
                    .map(line -> line.trim().split("\\s+"))
                    .filter(fields -> fields.length >= 4 && fields[3].equals(className))
                    .mapToLong(fields -> Long.parseLong(fields[1]))
                    .sum();
        } catch (Exception e) {
            throw new AssertionError("no histogram of the heap", e);
        }
    }

    private static void close(AutoCloseable client) {
        try {
            client.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
