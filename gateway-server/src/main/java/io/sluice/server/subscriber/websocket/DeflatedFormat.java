package io.sluice.server.subscriber.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.delivery.log.Publication;
import io.sluice.delivery.log.WebSocketFormat;
import io.sluice.delivery.log.WireFormat;
import io.sluice.server.config.GatewayConfig;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The frames of another format, compressed where that pays (RFC 7692): once per publication, for all who agreed to
 * permessage-deflate. Nothing is remembered from one message to the next, so every reader can begin anywhere. Hub's loop only.
 *
 * <p>How long a compressed frame is, is known when it is made. So measuring makes it, and it is kept until it is encoded, which
 * happens in the order of measuring; what is measured in vain is forgotten with the next that is not.
 */
final class DeflatedFormat implements WireFormat {

    private static final int COMPRESSED = 0x40;
    private static final int KEPT_BYTES = 512 << 10;
    private static final int KEPT_ENTRIES = 2048;
    private static final int SCRATCH_BYTES = 128 << 10;

    private final WireFormat plain;
    private final GatewayConfig.Compression settings;
    private final CompressionMetrics metrics;
    private final ArrayDeque<Measured> measured = new ArrayDeque<>();
    private int measuredBytes;
    private @Nullable MessageDeflater deflater;
    private ByteBuf scratch = Unpooled.EMPTY_BUFFER;

    /** A frame; its payload is null where the plain one is not longer. */
    private static final class Measured {

        final Publication publication;
        final int firstByte;
        final byte @Nullable [] payload;

        Measured(Publication publication, int firstByte, byte @Nullable [] payload) {
            this.publication = publication;
            this.firstByte = firstByte;
            this.payload = payload;
        }

        int payloadBytes() {
            return payload == null ? 0 : payload.length;
        }
    }

    /**
     * A format for those who agreed to compression.
     *
     * @param plain each of whose records is one whole frame
     */
    DeflatedFormat(WireFormat plain, GatewayConfig.Compression settings, CompressionMetrics metrics) {
        this.plain = plain;
        this.settings = settings;
        this.metrics = metrics;
    }

    @Override
    public String name() {
        return plain.name() + "-deflate";
    }

    /** A plain frame is the longest that can come out. */
    @Override
    public int maxEncodedBytes(Publication publication) {
        return plain.maxEncodedBytes(publication);
    }

    @Override
    public int encodedBytes(Publication publication) {
        int plainBytes = plain.encodedBytes(publication);
        if (!isWorthTrying(plainBytes)) {
            return plainBytes;
        }
        Measured found = find(publication);
        if (found == null) {
            found = deflate(publication, plainBytes);
            keep(found);
        }
        byte[] payload = found.payload;
        return payload == null ? plainBytes : WebSocketFormat.headerBytes(payload.length) + payload.length;
    }

    @Override
    public void encode(Publication publication, ByteBuf out) {
        int plainBytes = plain.encodedBytes(publication);
        if (!isWorthTrying(plainBytes)) {
            plain.encode(publication, out);
            metrics.countPlain();
            return;
        }
        Measured found = take(publication);
        if (found == null) {
            found = deflate(publication, plainBytes);
        }
        byte[] payload = found.payload;
        if (payload == null) {
            plain.encode(publication, out);
            metrics.countPlain();
        } else {
            WebSocketFormat.writeHeader(found.firstByte | COMPRESSED, payload.length, out);
            out.writeBytes(payload);
            metrics.countCompressed(plainBytes, payload.length);
        }
    }

    private boolean isWorthTrying(int plainBytes) {
        return plainBytes >= settings.minBytes() && plainBytes <= settings.maxBytes();
    }

    private Measured deflate(Publication publication, int plainBytes) {
        long beganNanos = System.nanoTime();
        if (deflater == null) {
            deflater = new MessageDeflater(settings.level());
        }
        if (scratch.capacity() < plainBytes) {
            scratch = Unpooled.buffer(plainBytes);
        }
        scratch.clear();
        plain.encode(publication, scratch);
        int firstByte = scratch.getByte(0);
        scratch.skipBytes(WebSocketFormat.headerBytes(scratch, 0));
        byte[] payload = deflater.deflate(scratch);
        if (scratch.capacity() > SCRATCH_BYTES) {
            scratch = Unpooled.EMPTY_BUFFER;
        }
        metrics.countNanos(System.nanoTime() - beganNanos);
        return new Measured(publication, firstByte, payload);
    }

    private void keep(Measured frame) {
        measured.add(frame);
        measuredBytes += frame.payloadBytes();
        while (measured.size() > KEPT_ENTRIES || (measuredBytes > KEPT_BYTES && measured.size() > 1)) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        measuredBytes -= measured.remove().payloadBytes();
    }

    @SuppressWarnings("ReferenceEquality") // the same publication on its way through measuring and encoding
    private @Nullable Measured find(Publication publication) {
        for (Measured frame : measured) {
            if (frame.publication == publication) {
                return frame;
            }
        }
        return null;
    }

    /** What was measured before it and is still here was measured in vain. */
    private @Nullable Measured take(Publication publication) {
        Measured found = find(publication);
        while (found != null && measured.element() != found) {
            forgetOldest();
        }
        if (found != null) {
            forgetOldest();
        }
        return found;
    }
}
