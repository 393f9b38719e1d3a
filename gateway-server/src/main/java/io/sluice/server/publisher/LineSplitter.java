package io.sluice.server.publisher;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into lines, each byte looked at once. It holds one part that is not cut up yet, and the
 * beginning of one line; never more than the longest line allowed and one part.
 */
final class LineSplitter {

    /** One line. */
    sealed interface Line {
        /** The bytes without the line break; ownership passes to whoever asked for the line. */
        record Complete(ByteBuf bytes) implements Line {}

        /** More bytes than allowed; they are skipped. */
        record TooLong() implements Line {}
    }

    private static final Line TOO_LONG = new Line.TooLong();

    private final int maxLineBytes;
    private final ByteBufAllocator allocator;
    // Grows while a line is incomplete, and is handed out whole: nothing that was handed out is ever written to.
    private @Nullable ByteBuf beginning;
    private @Nullable ByteBuf part;
    private boolean skipping;
    private boolean ended;

    LineSplitter(int maxLineBytes, ByteBufAllocator allocator) {
        this.maxLineBytes = maxLineBytes;
        this.allocator = allocator;
    }

    /** Takes ownership of the next part; the part before was used up. */
    void add(ByteBuf next, boolean last) {
        ended = last;
        if (next.isReadable()) {
            part = next;
        } else {
            next.release();
        }
    }

    /** Whether there is a part that is not cut up yet. */
    boolean hasPart() {
        return part != null;
    }

    /** Whether every line was handed out. */
    boolean isDone() {
        return ended && part == null && beginning == null;
    }

    /** The next line, or null where none is complete. */
    @Nullable
    Line next() {
        while (part != null) {
            Line line = cut(part);
            if (line != null) {
                return line;
            }
        }
        ByteBuf rest = beginning;
        if (ended && rest != null) {
            beginning = null;
            return new Line.Complete(rest);
        }
        return null;
    }

    private @Nullable Line cut(ByteBuf from) {
        int length = from.bytesBefore((byte) '\n');
        boolean complete = length >= 0;
        int segment = complete ? length : from.readableBytes();
        Line line = null;
        if (skipping) {
            from.skipBytes(segment);
            skipping = !complete;
        } else if (segment + beginningBytes() > maxLineBytes) {
            from.skipBytes(segment);
            releaseBeginning();
            skipping = !complete;
            line = TOO_LONG;
        } else if (complete) {
            line = new Line.Complete(join(from, segment));
        } else {
            ByteBuf begun = beginning == null ? allocator.buffer(segment * 2) : beginning;
            beginning = begun.writeBytes(from, segment);
        }
        if (complete) {
            from.skipBytes(1);
        }
        if (!from.isReadable()) {
            from.release();
            part = null;
        }
        return line;
    }

    private ByteBuf join(ByteBuf from, int segment) {
        ByteBuf begun = beginning;
        if (begun == null) {
            return from.readRetainedSlice(segment);
        }
        beginning = null;
        return begun.writeBytes(from, segment);
    }

    private int beginningBytes() {
        return beginning == null ? 0 : beginning.readableBytes();
    }

    private void releaseBeginning() {
        if (beginning != null) {
            beginning.release();
            beginning = null;
        }
    }

    /** Drops everything. */
    void release() {
        ended = true;
        releaseBeginning();
        if (part != null) {
            part.release();
            part = null;
        }
    }
}
