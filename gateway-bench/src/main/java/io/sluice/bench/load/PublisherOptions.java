package io.sluice.bench.load;

import io.sluice.bench.load.LoadSettings.Envelope;
import io.sluice.bench.load.LoadSettings.Pace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of {@code load} about what is published, how, and how fast. */
final class PublisherOptions {

    @Option(
            names = "--push-url",
            description = {
                "where publications go, loopback only: posted to http://, sent as messages over ws://",
                "{topic} in it becomes the number of the topic"
            })
    @Nullable
    String pushUrl;

    @Option(
            names = "--push-message",
            defaultValue = "{payload}",
            description = {
                "what is sent; {payload} in it becomes the payload, {topic} the number of the topic, {id} a number of 16"
                        + " digits that is different each time (default: the payload alone)",
                "subscribers must get the payload at the start of a message, without what is around it here"
            })
    String message = "";

    @Option(
            names = "--push-accepts",
            defaultValue = "",
            description =
                    "over ws://: an answer that begins with this is a yes, any other a no (default: any is a yes)")
    String accepts = "";

    @Option(names = "--push-subprotocol", defaultValue = "", description = "over ws://: asked for in the handshake")
    String subprotocol = "";

    @Option(names = "--push-unanswered", description = "over ws://: no answers come; what was sent counts as accepted")
    boolean unanswered;

    @Option(names = "--payload", defaultValue = "128", description = "bytes a message (default: ${DEFAULT-VALUE})")
    int payloadBytes;

    @ArgGroup(multiplicity = "1")
    Shape shape = new Shape();

    @Option(
            names = "--pipelined",
            defaultValue = "256",
            description = "unanswered publications at most on the publisher's connection (default: ${DEFAULT-VALUE})")
    int pipelined;

    /** Exactly one of the three. */
    static final class Shape {
        @Option(
                names = "--outstanding",
                description = "closed loop: so many publications at most are not yet received by all")
        @Nullable
        Integer outstanding;

        @Option(
                names = "--rate",
                description =
                        "open loop: publications a second; latency counts from when one was due; 0: none at all, and"
                                + " --push-url is not needed")
        @Nullable
        Double rate;

        @Option(
                names = "--ramp",
                paramLabel = "FROM..TO/TIME",
                converter = RampConverter.class,
                description =
                        "open loop whose rate goes from one to another in a straight line, as in 100..5000/30s; it"
                                + " begins with the first iteration")
        @Nullable
        Ramp ramp;
    }

    /** @throws IllegalArgumentException naming the option that is out of range */
    Pace pace() {
        Ramp ramp = shape.ramp;
        return new Pace(
                shape.outstanding,
                shape.rate,
                ramp == null ? null : new LoadSettings.Ramp(ramp.from(), ramp.to(), ramp.over()),
                pipelined);
    }

    /** @throws IllegalArgumentException naming the option that is out of range */
    Envelope envelope(int topics) {
        String url = pushUrl;
        boolean webSocket = url != null && url.startsWith("ws:");
        LoadSettings.require(
                webSocket || (accepts.isEmpty() && subprotocol.isEmpty() && !unanswered),
                "--push-accepts, --push-subprotocol and --push-unanswered need a --push-url with ws://");
        LoadSettings.require(
                topics == 1
                        || url == null
                        || message.contains("{topic}")
                        || (!webSocket && new UrlTemplate(url).namesOneTopic()),
                webSocket
                        ? "--topics needs {topic} in --push-message: one connection carries all of them"
                        : "--topics needs {topic} in --push-url or in --push-message");
        return new Envelope(message, accepts, subprotocol, unanswered);
    }
}
