package io.sluice.server.publisher;

import io.sluice.delivery.hub.PublishCommand;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.engine.Engine;
import io.sluice.model.Position;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Keeps commands until a test decides their outcome; counts offsets over all topics. */
final class FakeEngine implements Engine {

    final List<PublishCommand> commands = new CopyOnWriteArrayList<>();
    final List<String> payloads = new CopyOnWriteArrayList<>();
    volatile boolean acceptAtOnce;
    volatile boolean replayed;

    /** How many commands had been given before the last flush. */
    volatile int flushed;

    @Override
    public void publish(PublishCommand command) {
        payloads.add(command.payload().toString(StandardCharsets.UTF_8));
        commands.add(command);
        int number = commands.size();
        command.payload().release();
        if (acceptAtOnce) {
            accept(number - 1);
        }
    }

    @Override
    public void flush() {
        flushed = commands.size();
    }

    void accept(int index) {
        PublishCommand command = commands.get(index);
        command.listener()
                .onOutcome(new PublishOutcome.Accepted(
                        command.topics().stream()
                                .map(topic -> new Position(35, index + 1L))
                                .collect(Collectors.toList()),
                        replayed));
    }

    void refuse(int index, PublishOutcome.Reason reason) {
        commands.get(index).listener().onOutcome(new PublishOutcome.Refused(reason, Duration.ofMillis(1500)));
    }
}
