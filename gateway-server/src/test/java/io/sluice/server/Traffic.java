package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Clients in front of a balancer that go on until told, and fail when anything is refused or missing. */
final class Traffic {

    private final Balancer balancer;

    Traffic(Balancer balancer) {
        this.balancer = balancer;
    }

    static <T> CompletableFuture<T> inThread(Supplier<T> task) {
        return CompletableFuture.supplyAsync(
                task, command -> Thread.ofPlatform().daemon().start(command));
    }

    /** Reads, coming back where it is sent away, until the last word; what it read. */
    List<String> readToTheLastWord(SseClient first) {
        List<String> messages = new ArrayList<>();
        SseClient stream = first;
        while (true) {
            List<String> event = stream.nextEvent();
            if (event == null || event.contains("event: goaway")) {
                stream.close();
                stream = SseClient.open(balancer.clientPort, "/sse?topic=a", "Last-Event-ID: " + stream.lastId());
                assertThat(stream.head.status()).isEqualTo(200);
                continue;
            }
            assertThat(event).noneMatch(line -> line.startsWith("event: gap"));
            String data = event.stream()
                    .filter(line -> line.startsWith("data: "))
                    .findFirst()
                    .orElseThrow();
            messages.add(data);
            if (data.equals("data: last word")) {
                stream.close();
                return messages;
            }
        }
    }

    /** Publishes one after the other, each of which has to be accepted; what was published, as it is to be read. */
    List<String> publishUntil(AtomicBoolean over, String topic) {
        String target = "/api/push?topic=" + topic;
        List<String> messages = new ArrayList<>();
        try (PushClient publisher = new PushClient(balancer.pushPort)) {
            while (!over.get()) {
                publisher.publish(target, "message " + messages.size());
                messages.add("data: message " + messages.size());
            }
            publisher.publish(target, "last word");
            messages.add("data: last word");
        }
        return messages;
    }

    /** Connects one after the other, each of which has to be taken in. */
    int comeAndGoUntil(AtomicBoolean over) {
        int count = 0;
        while (!over.get()) {
            WsClient.open(balancer.clientPort, "/ws?topic=b", 0).close();
            count++;
        }
        return count;
    }
}
