package io.sluice.server.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.delivery.hub.PublishOutcome.Reason;
import org.junit.jupiter.api.Test;

class WindowTest {

    @Test
    void aServerThatDoesNotAnswerLeavesRoomForTheOthers() {
        Window window = new Window(4, 1000, true);
        assertThat(window.enter(1, "dead")).isNull();
        assertThat(window.enter(1, "dead")).isNull();
        assertThat(window.enter(1, "dead")).isEqualTo(Reason.MAILBOX_FULL);
        assertThat(window.enter(1, "living")).isNull();
        window.leave(1, "dead");
        assertThat(window.enter(1, "dead")).isNull();
    }

    @Test
    void oneServerAloneHasAllTheRoom() {
        Window window = new Window(2, 1000, false);
        assertThat(window.enter(1, "redis")).isNull();
        assertThat(window.enter(1, "redis")).isNull();
        assertThat(window.enter(1, "redis")).isEqualTo(Reason.MAILBOX_FULL);
        assertThat(window.commands()).isEqualTo(2);
        assertThat(window.bytes()).isEqualTo(2);
    }
}
