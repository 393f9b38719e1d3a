package io.sluice.server.presence;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.sluice.delivery.hub.PublishCommand;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import io.sluice.server.FakeLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PresenceTest {

    private static final TopicName ROOM = new TopicName("room");
    private static final Duration DEBOUNCE = Duration.ofSeconds(5);
    private static final int MAX_MEMBERS = 3;

    private final FakeLoop loop = new FakeLoop();
    private final MetricRegistry registry = new MetricRegistry();
    private final List<String> told = new ArrayList<>();
    private @Nullable Reason refusal;
    private final Presence presence = new Presence(
            loop, DEBOUNCE, MAX_MEMBERS, new EngineTeller(this::publish, InstantSource.fixed(Instant.EPOCH)), registry);

    private void publish(PublishCommand command) {
        String text = command.payload().toString(StandardCharsets.UTF_8);
        command.payload().release();
        if (refusal != null) {
            command.listener().onOutcome(new PublishOutcome.Refused(refusal, Duration.ofSeconds(1)));
            return;
        }
        assertThat(command.topics()).containsExactly(new TopicName("presence:room"));
        told.add(text.replaceAll("[{}\"]", "").replace(",at:1970-01-01T00:00:00Z", ""));
        command.listener().onOutcome(new PublishOutcome.Accepted(List.of(new Position(1, told.size())), false));
    }

    private static ConnectionInfo connection(long id, @Nullable String user, @Nullable String client) {
        return new ConnectionInfo(id, "websocket", "192.0.2.1", Instant.EPOCH, user, client);
    }

    private void join(ConnectionInfo connection) {
        presence.onJoined(ROOM, connection);
        loop.run();
    }

    private void leave(ConnectionInfo connection) {
        presence.onLeft(ROOM, connection);
        loop.run();
    }

    private long count(String meter) {
        return registry.meter(meter).getCount();
    }

    @Test
    void whoComesIsToldAtOnceAndWhoLeavesAfterTheDebounce() {
        join(connection(1, null, null));
        assertThat(told).containsExactly("event:join,connection:1");
        leave(connection(1, null, null));
        loop.pass(DEBOUNCE.minusMillis(1));
        assertThat(told).hasSize(1);
        loop.pass(Duration.ofMillis(1));
        assertThat(told).last().isEqualTo("event:leave,connection:1");
        assertThat(registry.getGauges().values().iterator().next().getValue()).isEqualTo(0);
    }

    @Test
    void whoIsBackUnderItsUserWithinTheDebounceHasNeitherLeftNorCome() {
        join(connection(1, "ann", null));
        leave(connection(1, "ann", null));
        loop.pass(DEBOUNCE.dividedBy(2));
        join(connection(2, "ann", null));
        loop.pass(DEBOUNCE.multipliedBy(3));
        assertThat(told).containsExactly("event:join,connection:1,user:ann");
        assertThat(loop.hasTimers()).isFalse();
    }

    @Test
    void whoCallsItselfTheSameIsTheSame() {
        join(connection(1, null, "tab-7"));
        leave(connection(1, null, "tab-7"));
        join(connection(2, null, "tab-7"));
        loop.pass(DEBOUNCE);
        assertThat(told).hasSize(1);
    }

    @Test
    void whoCallsItselfLikeAUserIsNotThatUser() {
        join(connection(1, "ann", null));
        join(connection(2, null, "ann"));
        assertThat(told).hasSize(2);
    }

    @Test
    void whoHasSeveralConnectionsLeavesWithTheLast() {
        join(connection(1, "ann", null));
        join(connection(2, "ann", null));
        leave(connection(1, "ann", null));
        loop.pass(DEBOUNCE.multipliedBy(2));
        assertThat(told).hasSize(1);
        leave(connection(2, "ann", null));
        loop.pass(DEBOUNCE);
        assertThat(told).last().isEqualTo("event:leave,connection:2,user:ann");
    }

    @Test
    void whoComesBackAndLeavesAgainHasItsFullDebounceOnceMore() {
        join(connection(1, "ann", null));
        leave(connection(1, "ann", null));
        loop.pass(DEBOUNCE.minusSeconds(1));
        join(connection(2, "ann", null));
        leave(connection(2, "ann", null));
        loop.pass(DEBOUNCE.minusMillis(1));
        assertThat(told).hasSize(1);
        loop.pass(Duration.ofMillis(1));
        assertThat(told).hasSize(2);
    }

    @Test
    void beyondTheBoundNobodyIsToldOfAndAPlaceThatBecomesFreeIsGivenAgain() {
        for (int i = 1; i <= MAX_MEMBERS + 1; i++) {
            join(connection(i, null, null));
        }
        assertThat(told).hasSize(MAX_MEMBERS);
        assertThat(count("presence.overflowed")).isEqualTo(1);
        leave(connection(MAX_MEMBERS + 1, null, null));
        loop.pass(DEBOUNCE);
        assertThat(told).as("no leave of one whose coming was not told").hasSize(MAX_MEMBERS);
        leave(connection(1, null, null));
        loop.pass(DEBOUNCE);
        join(connection(9, null, null));
        assertThat(told).last().isEqualTo("event:join,connection:9");
    }

    @Test
    void whatIsRefusedIsToldLaterInItsOrder() {
        refusal = Reason.MAILBOX_FULL;
        join(connection(1, null, null));
        join(connection(2, null, null));
        assertThat(told).isEmpty();
        refusal = null;
        loop.pass(Duration.ofSeconds(1));
        assertThat(told).containsExactly("event:join,connection:1", "event:join,connection:2");
        assertThat(count("presence.events")).isEqualTo(2);
    }

    @Test
    void whoComesAndGoesWhileNothingCanBePublishedIsToldOfOnceAndTruly() {
        refusal = Reason.MEMORY;
        join(connection(1, "ann", null));
        for (int i = 2; i < 1000; i++) {
            join(connection(i, "bob", null));
            leave(connection(i, "bob", null));
            loop.pass(DEBOUNCE);
        }
        join(connection(1000, "bob", null));
        refusal = null;
        loop.pass(Duration.ofSeconds(1));
        assertThat(told).containsExactly("event:join,connection:1,user:ann", "event:join,connection:1000,user:bob");
    }

    @Test
    void whoLeavesBeforeItsComingWasToldIsNotToldOf() {
        refusal = Reason.MEMORY;
        join(connection(1, null, null));
        leave(connection(1, null, null));
        join(connection(2, null, null));
        leave(connection(2, null, null));
        loop.pass(DEBOUNCE);
        refusal = null;
        loop.pass(Duration.ofSeconds(1));
        assertThat(told).isEmpty();
    }

    @Test
    void aGatewayThatDrainsIsNotAskedAgain() {
        refusal = Reason.DRAINING;
        join(connection(1, null, null));
        assertThat(loop.hasTimers()).isFalse();
        assertThat(count("presence.events")).isZero();
    }
}
