package io.sluice.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.bench.wire.ResponseScanner;
import io.sluice.bench.wire.StreamScanner;

/** Pipelined POST requests. */
final class HttpPush implements PushWire {
    private final PublicationTemplate template;
    private final long tag;

    HttpPush(LoadSettings settings, String pushUrl, long tag) {
        Topics topics = Topics.of(settings.mix().topics());
        String message = settings.target().envelope().message();
        int bodyBytes = new PublicationTemplate(settings.payloadBytes(), topics)
                .add(message)
                .length();
        Endpoint endpoint = Endpoint.parse(new UrlTemplate(pushUrl).of(topics, 0));
        // The text type is what every gateway takes; a body in an envelope is JSON nearly always.
        String type = message.startsWith("{payload}") ? "text/plain" : "application/json";
        this.tag = tag;
        this.template = new PublicationTemplate(settings.payloadBytes(), topics)
                .add("POST " + Endpoint.pathAndQueryOf(pushUrl) + " HTTP/1.1\r\nHost: " + endpoint.authority()
                        + "\r\nContent-Type: " + type + "\r\nContent-Length: " + bodyBytes + "\r\n\r\n")
                .add(message)
                .build();
    }

    @Override
    public byte[] opening() {
        return new byte[0];
    }

    @Override
    public ByteBuf publication(ByteBufAllocator allocator, long sequence, long dueNanos) {
        return template.of(allocator, tag, sequence, dueNanos);
    }

    @Override
    public StreamScanner scanner(Answers answers) {
        return new ResponseScanner(answers::answered);
    }
}
