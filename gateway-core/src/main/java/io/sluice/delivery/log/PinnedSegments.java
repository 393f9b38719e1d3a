package io.sluice.delivery.log;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** Segments that their topics gave up and that are still held, to be recognised by what is left of them in sockets. */
public final class PinnedSegments {

    private final List<ByteBuf> roots;

    PinnedSegments(List<ByteBuf> buffers) {
        this.roots = buffers.stream().map(PinnedSegments::rootOf).toList();
    }

    /** Whether this is a slice of one of them; any thread. */
    @SuppressWarnings("ReferenceEquality") // buffers compare by content
    public boolean contains(ByteBuf slice) {
        ByteBuf root = rootOf(slice);
        for (ByteBuf candidate : roots) {
            if (candidate == root) {
                return true;
            }
        }
        return false;
    }

    private static ByteBuf rootOf(ByteBuf buffer) {
        ByteBuf root = buffer;
        for (ByteBuf inner = root.unwrap(); inner != null; inner = root.unwrap()) {
            root = inner;
        }
        return root;
    }
}
