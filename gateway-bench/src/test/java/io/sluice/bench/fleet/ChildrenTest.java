package io.sluice.bench.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the processes of a run that is interrupted. */
@Timeout(60)
class ChildrenTest {
    private static final List<String> STAYS = List.of("sleep", "300");

    @TempDir
    private Path folder = Path.of(".");

    private final Children children = new Children();

    private Child start() {
        return children.start("child", folder.resolve("child.log"), STAYS);
    }

    @AfterEach
    void tearDown() {
        children.end();
    }

    @Test
    void allAreGoneAfterTheEnd() {
        List<Child> started = List.of(start(), start(), start());

        children.end();

        assertThat(started).noneMatch(Child::isAlive);
    }

    @Test
    void nothingStartsAfterTheEnd() {
        Path log = folder.resolve("late.log");
        children.end();

        assertThatThrownBy(() -> children.start("gateway-1", log, STAYS))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining("gateway-1")
                .hasMessageContaining("interrupted");
        assertThat(log).doesNotExist();
    }

    @Test
    void whatStartsWhileAllIsEndedIsGoneToo() throws Exception {
        CountDownLatch some = new CountDownLatch(3);
        FutureTask<List<Child>> restarts = new FutureTask<>(() -> {
            List<Child> started = new ArrayList<>();
            try {
                while (true) {
                    started.add(start());
                    some.countDown();
                }
            } catch (FleetException e) {
                return started;
            }
        });
        Thread.ofPlatform().daemon().start(restarts);
        some.await();

        children.end();

        assertThat(restarts.get(10, TimeUnit.SECONDS))
                .hasSizeGreaterThanOrEqualTo(3)
                .noneMatch(Child::isAlive);
    }
}
