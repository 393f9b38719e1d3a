package io.sluice.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.bench.wire.HeadCollector;
import io.sluice.bench.wire.MessageSink;
import io.sluice.bench.wire.ProtocolException;
import io.sluice.bench.wire.ResponseHead;
import io.sluice.bench.wire.StreamScanner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text messages on a WebSocket; each message that comes back answers the oldest one, if answers are expected. */
final class WebSocketPush implements PushWire {
    private static final int ACCEPTED = 200;
    private static final int REFUSED = 0;
    private static final int FINAL_TEXT = 0x81;
    private static final int MASKED = 0x80;
    private static final int MASK_BYTES = 4;

    private final Handshake handshake;
    private final Endpoint endpoint;
    private final byte[] accepts;
    private final boolean unanswered;
    private final PublicationTemplate template;
    private final long tag;

    WebSocketPush(LoadSettings settings, String pushUrl, long tag) {
        Topics topics = Topics.of(settings.mix().topics());
        LoadSettings.Envelope envelope = settings.target().envelope();
        int bytes = new PublicationTemplate(settings.payloadBytes(), topics)
                .add(envelope.message())
                .length();
        this.tag = tag;
        this.endpoint = Endpoint.parse(pushUrl);
        this.handshake = new Handshake(endpoint.authority(), LoadSettings.Surface.WEBSOCKET, envelope.subprotocol());
        this.accepts = envelope.accepts().getBytes(StandardCharsets.UTF_8);
        this.unanswered = envelope.unanswered();
        this.template = new PublicationTemplate(settings.payloadBytes(), topics)
                .add(frameHead(bytes))
                .add(envelope.message())
                .build();
    }

    /** With a mask of zeros, which leaves the payload as it is. */
    private static byte[] frameHead(int length) {
        int lengthBytes = length < 126 ? 0 : length < 1 << 16 ? 2 : 8;
        byte[] head = new byte[2 + lengthBytes + MASK_BYTES];
        head[0] = (byte) FINAL_TEXT;
        head[1] = (byte) (MASKED | (lengthBytes == 0 ? length : lengthBytes == 2 ? 126 : 127));
        for (int i = 0; i < lengthBytes; i++) {
            head[2 + i] = (byte) ((long) length >>> (8 * (lengthBytes - 1 - i)));
        }
        return head;
    }

    @Override
    public byte[] opening() {
        return handshake.request(endpoint.pathAndQuery());
    }

    @Override
    public ByteBuf publication(ByteBufAllocator allocator, long sequence, long dueNanos) {
        return template.of(allocator, tag, sequence, dueNanos);
    }

    @Override
    public StreamScanner scanner(Answers answers) {
        return new AnswerScanner(answers);
    }

    private final class AnswerScanner implements StreamScanner, MessageSink {
        private final Answers answers;
        private final HeadCollector heads = new HeadCollector();
        private @Nullable StreamScanner frames;

        AnswerScanner(Answers answers) {
            this.answers = answers;
        }

        @Override
        public void scan(ByteBuffer in, int from, int to) {
            StreamScanner open = frames;
            if (open != null) {
                open.scan(in, from, to);
                return;
            }
            int at = heads.scan(in, from, to);
            ResponseHead head = heads.take();
            if (head != null) {
                StreamScanner agreed = handshake.agreed(head, this);
                frames = agreed;
                answers.ready();
                agreed.scan(in, at, to);
            }
        }

        @Override
        public void onMessage(ByteBuffer bytes, int at, int keptBytes) {
            if (!unanswered) {
                answers.answered(isYes(bytes, at, keptBytes) ? ACCEPTED : REFUSED);
            }
        }

        private boolean isYes(ByteBuffer bytes, int at, int keptBytes) {
            if (keptBytes < accepts.length) {
                return false;
            }
            for (int i = 0; i < accepts.length; i++) {
                if (bytes.get(at + i) != accepts[i]) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void onPing(byte[] payload) {
            answers.pinged(payload);
        }

        @Override
        public void onClose(int code) {
            throw new ProtocolException("the server closed the publisher's WebSocket with " + code);
        }
    }
}
