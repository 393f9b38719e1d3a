package io.sluice.server;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A socket on which a test decides about every byte. */
final class Wire implements AutoCloseable {

    private static final int DEADLINE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    /**
     * Connects.
     *
     * @param receiveBuffer of the kernel; 0 for its choice
     */
    Wire(int port, int receiveBuffer) {
        this(port, receiveBuffer, "127.0.0.1");
    }

    /** The same from another address of the loopback interface. */
    Wire(int port, int receiveBuffer, String from) {
        this(connect(port, receiveBuffer, from));
    }

    /** On a socket that is connected, by TLS or not. */
    Wire(Socket connected) {
        socket = connected;
        try {
            in = new BufferedInputStream(socket.getInputStream(), 32 << 10);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Socket connect(int port, int receiveBuffer, String from) {
        Socket socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(from, 0));
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(DEADLINE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), DEADLINE_MILLIS);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Socket socket() {
        return socket;
    }

    void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    int read() {
        try {
            return in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] read(int count) {
        try {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new EOFException(bytes.length + " bytes of " + count + " before the end");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String readToEnd() {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the peer has ended the connection, orderly or not. Waits for it. */
    boolean isAtEnd() {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Reads until the peer ends the connection, orderly or not; the number of bytes that came. */
    long readToEndOrReset() {
        long bytes = 0;
        byte[] chunk = new byte[64 << 10];
        try {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                bytes += count;
            }
        } catch (IOException e) {
            return bytes;
        }
        return bytes;
    }

    /** A line up to LF, without it, or null at the end. */
    @org.jspecify.annotations.Nullable
    String readLine() {
        var line = new java.io.ByteArrayOutputStream();
        for (int b = read(); b != '\n'; b = read()) {
            if (b < 0) {
                return null;
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** The status line and the headers of an answer. */
    Head readHead() {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        String status = String.valueOf(readLine());
        for (String line = readLine(); line != null && !line.isBlank(); line = readLine()) {
            List<String> parts = List.of(line.strip().split(": *", 2));
            headers.put(parts.get(0), parts.get(1));
        }
        return new Head(Integer.parseInt(status.substring(9, 12)), headers);
    }

    record Head(int status, Map<String, String> headers) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** Ends the connection as a process does that died with unread data: by a reset. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
