package io.sluice.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.delivery.hub.Hub;
import io.sluice.delivery.hub.HubSettings;
import io.sluice.delivery.hub.TopicRule;
import io.sluice.delivery.hub.TopicRules;
import io.sluice.delivery.log.LogMemory;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.delivery.shard.LagPolicy;
import io.sluice.delivery.shard.PresenceListener;
import io.sluice.delivery.shard.Shard;
import io.sluice.delivery.shard.ShardSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CanaryHealthTest {

    private long nowNanos = Long.MAX_VALUE - 1_000_000_000;
    private final ManualLoop hubLoop = new ManualLoop();
    private final ManualLoop firstLoop = new ManualLoop();
    private final ManualLoop secondLoop = new ManualLoop();
    private final Hub hub = new Hub(hubLoop, settings(), new LogMemory(1 << 20), 0);
    private final CanaryHealth health = new CanaryHealth(hub, 2, () -> nowNanos);

    @BeforeEach
    void attach() {
        ShardSettings settings = new ShardSettings(Duration.ofMillis(2), 1024);
        hub.attach(List.of(
                new Shard(0, firstLoop, hub, settings, PresenceListener.NONE).inbox(),
                new Shard(1, secondLoop, hub, settings, PresenceListener.NONE).inbox()));
    }

    @Test
    void itIsAliveButNotReadyBeforeTheFirstCanaryCameBack() {
        assertThat(health.liveness().ok()).isTrue();
        assertThat(health.readiness().ok()).isFalse();
        beat();
        assertThat(health.readiness().ok()).isTrue();
    }

    @Test
    void aStuckHubIsNotReadyAfterTwoSecondsAndNotAliveAfterTen() {
        beat();
        health.tick();
        advance(Duration.ofSeconds(2));
        assertThat(health.readiness().ok()).isTrue();
        advance(Duration.ofNanos(1));
        assertThat(health.readiness()).satisfies(status -> {
            assertThat(status.ok()).isFalse();
            assertThat(status.detail()).contains("hub");
        });
        assertThat(health.liveness().ok()).isTrue();
        advance(Duration.ofSeconds(8).minusNanos(1));
        assertThat(health.liveness().ok()).isTrue();
        advance(Duration.ofNanos(1));
        assertThat(health.liveness().ok()).isFalse();
    }

    @Test
    void aStuckShardIsNamedAndFailsTheSameBounds() {
        beat();
        health.tick();
        hubLoop.run();
        firstLoop.run();
        advance(Duration.ofSeconds(2).plusNanos(1));
        assertThat(health.readiness().ok()).isFalse();
        assertThat(health.readiness().detail()).contains("{1}");
        advance(Duration.ofSeconds(8));
        assertThat(health.liveness().ok()).isFalse();
    }

    @Test
    void ticksWhileOneIsStuckDoNotStartTheTimeAnew() {
        beat();
        health.tick();
        advance(Duration.ofMillis(1500));
        health.tick();
        advance(Duration.ofMillis(501));
        assertThat(health.readiness().ok()).isFalse();
    }

    @Test
    void itRecoversWhenTheCanaryArrives() {
        beat();
        health.tick();
        advance(Duration.ofSeconds(11));
        assertThat(health.liveness().ok()).isFalse();
        runAll();
        assertThat(health.liveness().ok()).isTrue();
        assertThat(health.readiness().ok()).isTrue();
    }

    @Test
    void whoIsDrainingIsAliveAndNotReady() {
        beat();
        health.startDraining();
        assertThat(health.readiness().ok()).isFalse();
        assertThat(health.liveness().ok()).isTrue();
    }

    private void beat() {
        health.tick();
        runAll();
    }

    private void runAll() {
        hubLoop.run();
        firstLoop.run();
        secondLoop.run();
    }

    private void advance(Duration time) {
        nowNanos += time.toNanos();
    }

    private static HubSettings settings() {
        return new HubSettings(
                new HubSettings.MailboxLimits(16, 1024, 1),
                16,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                TopicRules.all(new TopicRule(
                        new Retention(10, 1024, Duration.ofMinutes(1)), new LagPolicy.Disconnect(), false)),
                10,
                HubSettings.Idempotency.DEFAULT);
    }

    /** Runs what was posted when told to. */
    private static final class ManualLoop implements OwnerLoop {

        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

        void run() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void executeAfterIo(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void schedule(Runnable task, long delayNanos) {}

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public long nanoTime() {
            return 0;
        }
    }
}
