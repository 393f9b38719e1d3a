package io.sluice.server.warmup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/**
 * Rounds of what a gateway meets in its life: connections that come and go, single publications for many subscribers, many
 * publications at once. Each round does some of each, since what is compiled for one alone is thrown away at the other.
 */
public final class Exercise {

    private static final int SUBSCRIBERS = 64;
    private static final int CONNECTS_A_ROUND = 64;
    private static final int SINGLE_PUBLISHES_A_ROUND = 64;
    private static final int BATCHES_A_ROUND = 16;
    private static final int BATCH = 32;
    private static final int ENOUGH_ROUNDS = 40;
    private static final int SILENCE_MILLIS = 5000;

    private final int clientPort;
    private final ArrayDeque<SocketChannel> subscribers = new ArrayDeque<>();
    private final ByteBuffer forgotten = ByteBuffer.allocateDirect(64 << 10);
    private int connects;

    private Exercise(int clientPort) {
        this.clientPort = clientPort;
    }

    /**
     * Exercises the gateway on these ports of the loopback address until the deadline, or until it has done enough.
     *
     * @param deadlineNanos of {@link System#nanoTime()}; it is passed by a round at most
     * @return the rounds
     * @throws IOException if a connection broke or was silent for too long
     */
    public static int run(int clientPort, int pushPort, long deadlineNanos) throws IOException {
        Exercise exercise = new Exercise(clientPort);
        try (Publisher publisher = new Publisher(connect(pushPort))) {
            int rounds = 0;
            while (rounds < ENOUGH_ROUNDS && System.nanoTime() - deadlineNanos < 0) {
                exercise.round(publisher, deadlineNanos);
                rounds++;
            }
            return rounds;
        } finally {
            for (SocketChannel subscriber : exercise.subscribers) {
                subscriber.close();
            }
        }
    }

    private void round(Publisher publisher, long deadlineNanos) throws IOException {
        for (int i = 0; i < CONNECTS_A_ROUND; i++) {
            subscribe();
        }
        for (int i = 0; i < SINGLE_PUBLISHES_A_ROUND && System.nanoTime() - deadlineNanos < 0; i++) {
            publisher.publish(1);
            readSubscribers();
        }
        for (int i = 0; i < BATCHES_A_ROUND && System.nanoTime() - deadlineNanos < 0; i++) {
            publisher.publish(BATCH);
            readSubscribers();
        }
    }

    /** One more; the oldest goes. */
    private void subscribe() throws IOException {
        SocketChannel subscriber = connect(clientPort);
        subscribers.add(subscriber);
        // Mostly the first kind, as in life.
        int kind = connects++ % 2 == 0 ? 0 : connects / 2 % Requests.SUBSCRIBES.size();
        subscriber.write(ByteBuffer.wrap(Requests.SUBSCRIBES.get(kind)));
        subscriber.socket().setSoTimeout(SILENCE_MILLIS);
        byte[] answer = new byte[1024];
        int read = subscriber.socket().getInputStream().read(answer);
        String status = new String(answer, 0, Math.max(0, read), StandardCharsets.US_ASCII);
        if (!status.startsWith("HTTP/1.1 101") && !status.startsWith("HTTP/1.1 200")) {
            throw new IOException("a subscriber of the warm-up was refused: "
                    + status.lines().findFirst().orElse("closed"));
        }
        subscriber.configureBlocking(false);
        if (subscribers.size() > SUBSCRIBERS) {
            subscribers.remove().close();
        }
    }

    private void readSubscribers() throws IOException {
        for (SocketChannel subscriber : subscribers) {
            int read;
            do {
                forgotten.clear();
                read = subscriber.read(forgotten);
            } while (read == forgotten.capacity());
        }
    }

    private static SocketChannel connect(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return channel;
    }

    /** One connection to the push port. */
    private static final class Publisher implements AutoCloseable {

        private final SocketChannel channel;
        private final byte[] answers = new byte[64 << 10];
        private int published;

        Publisher(SocketChannel channel) throws IOException {
            this.channel = channel;
            channel.socket().setSoTimeout(SILENCE_MILLIS);
        }

        /** Publishes so many at once and waits for the answers. */
        void publish(int count) throws IOException {
            ByteBuffer requests = ByteBuffer.allocate(count << 10);
            for (int i = 0; i < count; i++) {
                requests.put(Requests.PUBLISHES.get(published++ % Requests.PUBLISHES.size()));
            }
            channel.socket().getOutputStream().write(requests.array(), 0, requests.position());
            int bodies = 0;
            while (bodies < count) {
                int read = channel.socket().getInputStream().read(answers);
                if (read < 0) {
                    throw new IOException("the warm-up's publisher was disconnected");
                }
                for (int i = 0; i < read; i++) {
                    bodies += answers[i] == '}' ? 1 : 0;
                }
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
