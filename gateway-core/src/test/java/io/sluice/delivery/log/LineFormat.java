package io.sluice.delivery.log;

import io.netty.buffer.ByteBuf;

/** A second format for tests: the payload and a line feed. */
public final class LineFormat implements WireFormat {

    public static final LineFormat INSTANCE = new LineFormat();

    private LineFormat() {}

    @Override
    public String name() {
        return "line";
    }

    @Override
    public int encodedBytes(Publication publication) {
        return publication.payload().readableBytes() + 1;
    }

    @Override
    public void encode(Publication publication, ByteBuf out) {
        ByteBuf payload = publication.payload();
        out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
        out.writeByte('\n');
    }
}
