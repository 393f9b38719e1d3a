package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.delivery.socket.Connection;
import io.sluice.delivery.socket.ConnectionListener;
import io.sluice.delivery.socket.ConnectionState;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.Disconnect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionTest {

    private final List<String> heard = new ArrayList<>();
    private final ChannelInboundHandlerAdapter handler = new ChannelInboundHandlerAdapter();
    private final EmbeddedChannel channel = new EmbeddedChannel(handler);
    private final Connection connection = connection();

    private Connection connection() {
        channel.freezeTime();
        ChannelHandlerContext context = channel.pipeline().context(handler);
        Connection made = new Connection(
                new ConnectionInfo(1, "websocket", "192.0.2.1", Instant.EPOCH, null, null),
                context,
                true,
                Duration.ofSeconds(5));
        made.listen(new ConnectionListener() {
            @Override
            public void onOpened() {
                heard.add("opened");
            }

            @Override
            public void onStopDelivery() {
                heard.add("stopped");
            }

            @Override
            public void onClosed(Disconnect cause) {
                heard.add("closed " + cause);
            }
        });
        return made;
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(channel.finishAndReleaseAll()).isFalse();
    }

    private void open() {
        connection.onOpen(cause -> heard.add("goodbye " + cause));
    }

    @Test
    void onlyTheStepsOfTheDiagramAreLegal() {
        for (ConnectionState from : ConnectionState.values()) {
            Set<ConnectionState> legal = EnumSet.noneOf(ConnectionState.class);
            for (ConnectionState to : ConnectionState.values()) {
                if (from.mayBecome(to)) {
                    legal.add(to);
                }
            }
            assertThat(legal)
                    .isEqualTo(
                            switch (from) {
                                case CONNECTING -> EnumSet.of(ConnectionState.OPEN, ConnectionState.CLOSED);
                                case OPEN -> EnumSet.of(ConnectionState.CLOSING, ConnectionState.CLOSED);
                                case CLOSING -> EnumSet.of(ConnectionState.CLOSED);
                                case CLOSED -> EnumSet.noneOf(ConnectionState.class);
                            });
        }
    }

    @Test
    void aLifeInOrder() {
        open();
        connection.close(Disconnect.MAX_AGE);
        channel.close();
        connection.onInactive();
        assertThat(heard).containsExactly("opened", "stopped", "goodbye MAX_AGE", "closed MAX_AGE");
        assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
    }

    @Test
    void itOpensOnceOnly() {
        open();
        assertThatThrownBy(this::open).isInstanceOf(IllegalStateException.class).hasMessageContaining("OPEN to OPEN");
    }

    @Test
    void theFirstCauseStands() {
        open();
        connection.close(Disconnect.SLOW);
        connection.close(Disconnect.KICKED);
        connection.abort(Disconnect.WRITE_ERROR);
        connection.onInactive();
        connection.onInactive();
        assertThat(heard).containsExactly("opened", "stopped", "goodbye SLOW", "closed SLOW");
    }

    @Test
    void theFirstCauseStandsBeforeItOpenedToo() {
        connection.close(Disconnect.SLOW);
        connection.close(Disconnect.KICKED);
        connection.onInactive();
        assertThat(heard).containsExactly("stopped", "closed SLOW");
    }

    @Test
    void whatEndsBeforeItOpenedDoesNotOpen() {
        connection.close(Disconnect.SLOW);
        open();
        assertThat(connection.isOpen()).isFalse();
        assertThat(heard).isEmpty();
    }

    @Test
    void abandoningWhatIsClosingChangesNothing() {
        open();
        connection.close(Disconnect.SLOW);
        assertThatThrownBy(() -> connection.abandon(Disconnect.KICKED)).isInstanceOf(IllegalStateException.class);
        connection.onInactive();
        assertThat(heard).endsWith("closed SLOW");
    }

    @Test
    void abandoningStopsDeliveryAndLeavesTheGoodbyeToTheCaller() {
        open();
        connection.abandon(Disconnect.CLIENT_CLOSED);
        assertThat(heard).containsExactly("opened", "stopped");
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void theTimeoutClosesAnAbandonedChannelThatNobodyElseCloses() {
        open();
        connection.abandon(Disconnect.CLIENT_CLOSED);
        channel.advanceTimeBy(4999, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void theTimerGoesWithAnAbandonedChannel() {
        open();
        connection.abandon(Disconnect.CLIENT_CLOSED);
        connection.onInactive();
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    }

    @Test
    void abortingStopsDeliveryAndClosesWithoutAGoodbye() {
        open();
        connection.abort(Disconnect.WRITE_ERROR);
        connection.onInactive();
        assertThat(channel.isOpen()).isFalse();
        assertThat(heard).containsExactly("opened", "stopped", "closed WRITE_ERROR");
    }

    @Test
    void theTimeoutClosesAChannelWhosePeerDoesNotAnswer() {
        open();
        connection.close(Disconnect.SLOW);
        channel.advanceTimeBy(4999, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void theTimerGoesWithTheChannel() {
        open();
        connection.close(Disconnect.SLOW);
        assertThat(channel.hasPendingTasks() || channel.runScheduledPendingTasks() > 0)
                .isTrue();
        connection.onInactive();
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    }

    @Test
    void theTimerGoesWithAChannelThatTheGoodbyeItselfCloses() {
        connection.onOpen(cause -> connection.onInactive());
        connection.close(Disconnect.SLOW);
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    }
}
