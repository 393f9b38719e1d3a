package io.sluice.server.subscriber.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.server.config.GatewayConfig;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AdmissionLimitsTest {

    private static final String[] SETTINGS = {
        "limits.connections=6", "limits.connections-per-address=3", "limits.handshakes=2"
    };

    @Property(tries = 500)
    void permitsNeverLeak(@ForAll @Size(max = 60) List<@IntRange(min = 0, max = 99) Integer> steps) {
        AdmissionLimits limits = new AdmissionLimits(GatewayConfig.of(SETTINGS).limits());
        List<Admission> open = new ArrayList<>();
        for (int step : steps) {
            int kind = step % 5;
            if (kind == 0 || open.isEmpty()) {
                Admission admission = new Admission(limits);
                if (admission.connect()) {
                    open.add(admission);
                }
                continue;
            }
            Admission admission = open.get(step % open.size());
            switch (kind) {
                case 1 -> admission.countFor(Fixture.ip("192.0.2." + step % 3));
                case 2 -> admission.beginHandshake();
                case 3 -> admission.endHandshake();
                default -> {
                    admission.close();
                    admission.close();
                    assertThat(admission.countFor(Fixture.ip("192.0.2.1"))).isFalse();
                    assertThat(admission.beginHandshake()).isFalse();
                    open.remove(admission);
                }
            }
            assertThat(limits.connections.taken()).isBetween(0, 6);
            assertThat(limits.handshakes.taken()).isBetween(0, 2);
        }
        open.forEach(Admission::close);
        assertThat(limits.connections.taken()).isZero();
        assertThat(limits.waitingRoom.taken()).isZero();
        assertThat(limits.handshakes.taken()).isZero();
        assertThat(limits.addresses.addresses()).isZero();
    }

    @Test
    void loopsThatShareAnAddressNeitherExceedNorLeak() throws InterruptedException {
        AddressPlaces places = new AddressPlaces(5);
        List<Thread> threads = new ArrayList<>();
        for (int seed = 0; seed < 4; seed++) {
            Random random = new Random(seed);
            threads.add(Thread.ofPlatform().start(() -> takeAndGiveBack(places, random)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(places.addresses()).isZero();
    }

    private static void takeAndGiveBack(AddressPlaces places, Random random) {
        Deque<Permit> held = new ArrayDeque<>();
        InetAddress address = Fixture.ip("2001:db8::1");
        for (int i = 0; i < 20_000; i++) {
            Permit permit = random.nextBoolean() ? places.take(address) : null;
            if (permit != null) {
                held.add(permit);
            } else if (!held.isEmpty()) {
                held.remove().close();
            }
            if (places.taken(address) > 5) {
                throw new AssertionError("over the limit");
            }
        }
        held.forEach(Permit::close);
    }

    @Test
    void aConnectionBeyondTheLimitIsToldSoOnceItAsks() {
        Fixture fixture = new Fixture("limits.connections=1");
        EmbeddedChannel first = fixture.connect();
        EmbeddedChannel second = fixture.connect();
        assertThat(Fixture.get(second, "/sse", ""))
                .startsWith("HTTP/1.1 503 ")
                .contains("retry-after: 7\r\n", "limits.connections)");
        assertThat(second.isOpen()).isFalse();
        assertThat(fixture.refused("limit-connections")).isEqualTo(1);
        first.finishAndReleaseAll();
        EmbeddedChannel third = fixture.connect();
        assertThat(Fixture.get(third, "/sse", "")).isEmpty();
        Handshake passed = third.readInbound();
        assertThat(passed.kind()).isEqualTo(Handshake.Kind.SSE);
        third.finishAndReleaseAll();
        assertNothingTaken(fixture);
    }

    @Test
    void aFullGatewayStillAnswersForItsHealth() {
        Fixture fixture = new Fixture("limits.connections=1");
        EmbeddedChannel first = fixture.connect();
        EmbeddedChannel second = fixture.connect();
        assertThat(Fixture.get(second, "/healthz", "")).startsWith("HTTP/1.1 200 ");
        assertThat(second.isOpen()).isFalse();
        first.finishAndReleaseAll();
        assertNothingTaken(fixture);
    }

    @Test
    void aFullWaitingRoomClosesAtOnce() {
        Fixture fixture = new Fixture("limits.connections=1", "limits.handshakes=1");
        EmbeddedChannel first = fixture.connect();
        EmbeddedChannel second = fixture.connect();
        EmbeddedChannel third = fixture.connect();
        assertThat(third.isOpen()).isFalse();
        assertThat(second.isOpen()).isTrue();
        first.finishAndReleaseAll();
        second.finishAndReleaseAll();
        assertNothingTaken(fixture);
    }

    @Test
    void addressesAreCountedBehindTheProxy() {
        Fixture fixture = new Fixture("limits.connections-per-address=1", "client.trusted-proxies=10.0.0.0/8");
        EmbeddedChannel one = fixture.connect("10.0.0.1");
        EmbeddedChannel same = fixture.connect("10.0.0.1");
        EmbeddedChannel other = fixture.connect("10.0.0.1");
        assertThat(Fixture.get(one, "/sse", "X-Forwarded-For: 203.0.113.1\r\n")).isEmpty();
        assertThat(Fixture.get(same, "/sse", "X-Forwarded-For: 203.0.113.1\r\n"))
                .startsWith("HTTP/1.1 503 ")
                .contains("limits.connections-per-address");
        assertThat(Fixture.get(other, "/sse", "X-Forwarded-For: 203.0.113.2\r\n"))
                .isEmpty();
        assertThat(fixture.refused("limit-address")).isEqualTo(1);
        one.finishAndReleaseAll();
        other.finishAndReleaseAll();
        assertNothingTaken(fixture);
    }

    @Test
    void handshakesInFlightAreBoundedAndEndWithTheRemovalOfTheHandlers() {
        Fixture fixture = new Fixture("limits.handshakes=1");
        EmbeddedChannel first = fixture.connect();
        assertThat(Fixture.get(first, "/sse", "")).isEmpty();
        assertThat(Fixture.get(fixture.connect(), "/sse", ""))
                .startsWith("HTTP/1.1 503 ")
                .contains("limits.handshakes");
        HandshakeHandlers.removeFrom(first.pipeline());
        HandshakeHandlers.removeFrom(first.pipeline());
        assertThat(Fixture.get(fixture.connect(), "/sse", "")).isEmpty();
        assertThat(fixture.handlers.admission().connections.taken()).isEqualTo(2);
        first.finishAndReleaseAll();
        assertThat(fixture.handlers.admission().connections.taken()).isEqualTo(1);
    }

    private static void assertNothingTaken(Fixture fixture) {
        AdmissionLimits limits = fixture.handlers.admission();
        assertThat(limits.connections.taken()).isZero();
        assertThat(limits.waitingRoom.taken()).isZero();
        assertThat(limits.handshakes.taken()).isZero();
        assertThat(limits.addresses.addresses()).isZero();
    }
}
