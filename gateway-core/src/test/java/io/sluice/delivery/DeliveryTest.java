package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeliveryTest {

    @Test
    void aSubscriberGetsWhatIsPublishedAfterItsGrantInOrder() {
        try (World world = new World()) {
            world.publish("before", "a");
            world.runAll();
            Client client = world.subscribed(0, "a");
            world.publish("one", "a");
            world.publish("two", "a");
            world.runAll();
            assertThat(client.takeTexts()).containsExactly("one", "two");
            assertThat(client.grants.getFirst().after().offset()).isEqualTo(1);
        }
    }
}
