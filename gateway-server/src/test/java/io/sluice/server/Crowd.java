package io.sluice.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Many WebSocket clients on one thread that read all they get, answer pings and say goodbye when told to. */
final class Crowd implements AutoCloseable {

    /** Hears of every text or binary frame, on the crowd's thread; what it throws is the test's failure. */
    interface FrameListener {
        void onFrame(Member member, ByteBuffer payload);
    }

    /** One client. Its figures are written on the crowd's thread and may be read when that has ended or is idle. */
    static final class Member {
        final int index;
        private final SocketChannel channel;
        private final ByteBuffer in;
        private boolean open;
        /** Frames so far. */
        volatile long received;

        volatile int closeCode = -1;
        volatile String closeReason = "";

        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        private void count() {
            received++;
        }

        Member(int index, SocketChannel channel, int bufferBytes) {
            this.index = index;
            this.channel = channel;
            this.in = ByteBuffer.allocate(bufferBytes);
        }
    }

    private final List<Member> members = new ArrayList<>();
    private final Selector selector;
    private final FrameListener listener;
    private final Thread thread = new Thread(this::run, "crowd");
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private volatile boolean stopping;
    private volatile @Nullable Throwable failure;

    /**
     * Connects all.
     *
     * @param bufferBytes of each client; no frame may be larger
     */
    Crowd(int port, String target, int size, int bufferBytes, FrameListener listener) {
        this.listener = listener;
        byte[] handshake = WsClient.handshake(target).getBytes(StandardCharsets.US_ASCII);
        try {
            selector = Selector.open();
            for (int i = 0; i < size; i++) {
                SocketChannel channel =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channel.write(ByteBuffer.wrap(handshake));
                channel.configureBlocking(false);
                Member member = new Member(i, channel, bufferBytes);
                members.add(member);
                channel.register(selector, SelectionKey.OP_READ, member);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.start();
        await("all are connected", () -> opened.get() == size);
    }

    List<Member> members() {
        return members;
    }

    /** Connections that are over. */
    int ended() {
        return ended.get();
    }

    void awaitReceived(long each, Duration within) {
        await(
                "each has " + each + " messages",
                () -> members.stream().allMatch(member -> member.received >= each),
                within);
    }

    void await(String what, java.util.function.BooleanSupplier condition) {
        await(what, condition, TestGateway.PATIENCE);
    }

    private void await(String what, java.util.function.BooleanSupplier condition, Duration within) {
        Eventually.await(
                () -> what + "; " + ended + " ended",
                () -> {
                    rethrow();
                    return condition.getAsBoolean();
                },
                within);
    }

    void rethrow() {
        Throwable found = failure;
        if (found != null) {
            throw new AssertionError("a client failed: " + found, found);
        }
    }

    private void run() {
        try {
            while (!stopping) {
                selector.select(key -> read((Member) key.attachment(), key), 100);
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    private void read(Member member, SelectionKey key) {
        try {
            // A bounded number of reads for one client, so that the others have their turn.
            for (int reads = 0; reads < 4; reads++) {
                int count = member.channel.read(member.in);
                if (count < 0) {
                    end(member, key);
                    return;
                }
                member.in.flip();
                if (member.open || endOfHandshake(member)) {
                    takeFrames(member);
                }
                member.in.compact();
                if (count == 0 || member.in.position() == 0) {
                    return;
                }
            }
        } catch (IOException e) {
            end(member, key);
        }
    }

    private void end(Member member, SelectionKey key) {
        key.cancel();
        ended.incrementAndGet();
        try {
            member.channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean endOfHandshake(Member member) {
        ByteBuffer in = member.in;
        for (int at = 0; at + 3 < in.limit(); at++) {
            if (in.getInt(at) == 0x0D0A0D0A) {
                String head = StandardCharsets.US_ASCII.decode(in.slice(0, at)).toString();
                if (!head.startsWith("HTTP/1.1 101 ")) {
                    throw new AssertionError(head);
                }
                in.position(at + 4);
                member.open = true;
                opened.incrementAndGet();
                return true;
            }
        }
        return false;
    }

    private void takeFrames(Member member) throws IOException {
        ByteBuffer in = member.in;
        while (in.remaining() >= 2) {
            int at = in.position();
            int length = in.get(at + 1) & 0x7F;
            int begin = at + 2;
            if (length == 126) {
                if (in.remaining() < 4) {
                    return;
                }
                length = in.getShort(begin) & 0xFFFF;
                begin += 2;
            }
            if (in.limit() < begin + length) {
                return;
            }
            onFrame(member, in.get(at) & 0xFF, in.slice(begin, length));
            in.position(begin + length);
        }
    }

    private void onFrame(Member member, int first, ByteBuffer payload) throws IOException {
        switch (first) {
            case WsClient.FIN | WsClient.TEXT, WsClient.FIN | WsClient.BINARY -> {
                listener.onFrame(member, payload);
                member.count();
            }
            case WsClient.FIN | WsClient.PING -> answer(member, WsClient.PONG, payload);
            case WsClient.FIN | WsClient.CLOSE -> {
                answer(member, WsClient.CLOSE, payload.duplicate().limit(2));
                member.closeCode = payload.getShort() & 0xFFFF;
                member.closeReason = StandardCharsets.UTF_8.decode(payload).toString();
            }
            default -> throw new AssertionError("unexpected frame " + Integer.toHexString(first));
        }
    }

    /** Masked with zeros, which leaves the payload as it is. */
    private static void answer(Member member, int opcode, ByteBuffer payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(6 + payload.remaining());
        frame.put((byte) (WsClient.FIN | opcode))
                .put((byte) (0x80 | payload.remaining()))
                .putInt(0)
                .put(payload.duplicate())
                .flip();
        member.channel.write(frame);
    }

    @Override
    public void close() {
        stopping = true;
        selector.wakeup();
        try {
            thread.join(5000);
            for (Member member : members) {
                member.channel.close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        rethrow();
    }
}
