package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.WriteBufferWaterMark;
import io.sluice.delivery.hub.TopicRule;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.shard.LagPolicy;
import io.sluice.model.Position;
import io.sluice.model.TopicPattern;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UntoldGapTest {

    /** What a client resumes from must not lie behind publications of which it neither got nor heard anything. */
    @Test
    void aPositionStandsBeforeTheGapUntilTheGapIsTold() {
        World.Plan plan = new World.Plan();
        Retention few = new Retention(4, 1 << 20, Duration.ofMinutes(1));
        plan.rules.put(new TopicPattern("a"), new TopicRule(few, new LagPolicy.Skip(), false));
        plan.marks = new WriteBufferWaterMark(1, 1);
        try (World world = new World(plan)) {
            TellingFormat telling = new TellingFormat(true);
            Client client = world.connect(0, telling);
            client.loop.run(
                    () -> assertThat(client.subscribe(telling, "a", "b")).isTrue());
            world.runAll();
            client.loop.run(client::open);
            client.channel.setRoom(0);
            for (int i = 0; i < 40; i++) {
                world.publish("x".repeat(100), "a");
                world.runAll();
            }
            Position a = client.subscriber.positions().getFirst();
            assertThat(a.offset()).as("the first filled the channel").isEqualTo(1);
            client.loop.run(() -> client.channel.makeRoom(Long.MAX_VALUE));
            world.runAll();
            assertThat(client.subscriber.positions().getFirst().offset()).isEqualTo(40);
        }
    }
}
