package io.sluice.bench.load;

import io.sluice.bench.load.LoadSettings.Churn;
import io.sluice.bench.load.LoadSettings.Growth;
import io.sluice.bench.load.LoadSettings.Mix;
import io.sluice.bench.load.LoadSettings.Stalled;
import io.sluice.bench.load.LoadSettings.TopicSpread;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code load} about who subscribes, and to what. */
final class SubscriberOptions {
    private static final String AS_FAST_AS_POSSIBLE = "max";
    private static final Duration USUAL_STAY = Duration.ofSeconds(1);

    @Option(
            names = "--url",
            required = true,
            description = {
                "where subscribers connect, loopback only; they are spread evenly over several gateways by"
                        + " ws://127.0.0.1:8080,127.0.0.1:8090/ws, whose Host field is that of the first",
                "{topic} in it becomes the number of a topic, {topics:SEPARATOR} all topics of a subscriber with"
                        + " SEPARATOR between them: ws://127.0.0.1:8080/ws?topic=t{topics:&topic=t}",
                "wss:// and https:// speak TLS and believe any certificate"
            })
    String url = "";

    @Option(names = "--sse", description = "subscribe to Server-Sent Events instead of WebSocket")
    boolean sse;

    @Option(names = "--deflate", description = "have messages compressed (permessage-deflate)")
    boolean deflate;

    @Option(names = "--subscribers", defaultValue = "1000", description = "connections (default: ${DEFAULT-VALUE})")
    int subscribers;

    @Option(
            names = "--ramp-subscribers",
            paramLabel = "FROM..TO/TIME",
            converter = RampConverter.class,
            description = "more subscribers come while it is measured, as in 1000..5000/30s; in place of --subscribers")
    @Nullable
    Ramp ramp;

    @Option(
            names = "--connecting",
            defaultValue = "64",
            description = "handshakes in flight at most (default: ${DEFAULT-VALUE})")
    int connecting;

    @Option(
            names = "--topics",
            defaultValue = "1",
            description =
                    "publications go round so many topics in turn; needs {topic} in the addresses, or in --push-message")
    int topics;

    @Option(
            names = "--topics-per-subscriber",
            defaultValue = "1",
            description = "each has so many, spread evenly; needs {topics:SEPARATOR} in --url")
    int topicsPerSubscriber;

    @Option(
            names = "--churn",
            paramLabel = "PER_SECOND|max",
            description = "besides the others, so many subscribers come each second, and leave by a reset after --stay;"
                    + " max: as many as can, and they leave at once")
    @Nullable
    String churn;

    @Option(
            names = "--stay",
            converter = DurationConverter.class,
            description = "how long one of those stays (default: 1s)")
    @Nullable
    Duration stay;

    @Option(names = "--stalled", defaultValue = "0", description = "so many of the subscribers never read")
    int stalled;

    @Option(names = "--receive-buffer", defaultValue = "0", description = "SO_RCVBUF of the stalled ones, in bytes")
    int receiveBufferBytes;

    /** @throws IllegalArgumentException if two are asked for */
    LoadSettings.Surface surface() {
        LoadSettings.require(!(sse && deflate), "--sse and --deflate exclude each other");
        return sse ? LoadSettings.Surface.SSE : deflate ? LoadSettings.Surface.DEFLATE : LoadSettings.Surface.WEBSOCKET;
    }

    /** @throws IllegalArgumentException naming the option that is out of range */
    int subscribers() {
        return ramp == null ? subscribers : ramp.wholeFrom("--ramp-subscribers");
    }

    /** @throws IllegalArgumentException naming the option that is out of range */
    Mix mix() {
        UrlTemplate template = new UrlTemplate(url);
        LoadSettings.require(
                topics == 1 || template.namesTopics(), "--topics needs {topic} or {topics:SEPARATOR} in --url");
        LoadSettings.require(
                topicsPerSubscriber == 1 || template.namesAllTopics(),
                "--topics-per-subscriber needs {topics:SEPARATOR} in --url");
        return new Mix(
                new Stalled(stalled, receiveBufferBytes),
                new TopicSpread(topics, topicsPerSubscriber),
                churn(),
                ramp == null ? null : new Growth(ramp.wholeTo("--ramp-subscribers"), ramp.over()),
                connecting);
    }

    private @Nullable Churn churn() {
        LoadSettings.require(churn != null || stay == null, "--stay is for those of --churn");
        if (churn == null) {
            return null;
        }
        if (churn.equals(AS_FAST_AS_POSSIBLE)) {
            LoadSettings.require(stay == null, "--stay cannot be with --churn max: they leave at once");
            return new Churn(null, Duration.ZERO);
        }
        try {
            return new Churn(Double.valueOf(churn), stay == null ? USUAL_STAY : stay);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--churn must be a number or max, not " + churn, e);
        }
    }
}
