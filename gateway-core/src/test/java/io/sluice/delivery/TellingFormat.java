package io.sluice.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.sluice.delivery.log.Publication;
import io.sluice.delivery.log.WireFormat;
import io.sluice.delivery.shard.Gap;
import io.sluice.delivery.shard.Subscriber;
import io.sluice.delivery.shard.Surface;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * A format for tests that says of each publication all that is to be checked: {@code m topic epoch offset key} and a line
 * feed; and a surface that tells gaps in the same manner. With trailers, the record lacks its end, which is the positions of
 * all cursors.
 */
record TellingFormat(boolean withTrailer) implements WireFormat, Surface {

    @Override
    public String name() {
        return withTrailer ? "telling-trailer" : "telling";
    }

    private String line(Publication publication) {
        Position position = publication.position();
        String line = "m " + publication.topic() + ' ' + position.epochText() + ' ' + position.offset() + ' '
                + publication.key() + ' ' + publication.payload().readableBytes();
        return withTrailer ? line : line + '\n';
    }

    @Override
    public int encodedBytes(Publication publication) {
        return line(publication).length();
    }

    @Override
    public void encode(Publication publication, ByteBuf out) {
        ByteBufUtil.writeAscii(out, line(publication));
    }

    @Override
    public boolean tellsGaps() {
        return true;
    }

    @Override
    public ByteBuf gap(TopicName topic, Gap gap) {
        return ascii(
                "g " + topic + ' ' + gap.from() + ' ' + gap.to() + ' ' + gap.skipped() + ' ' + gap.reason() + '\n');
    }

    @Override
    public boolean hasTrailer() {
        return withTrailer;
    }

    @Override
    public ByteBuf trailer(Subscriber subscriber) {
        return ascii(
                " " + subscriber.positions().stream().map(Position::toString).collect(Collectors.joining(",")) + '\n');
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}
