package io.sluice.bench.load;

import io.sluice.bench.wire.ChunkedScanner;
import io.sluice.bench.wire.FrameScanner;
import io.sluice.bench.wire.MessageSink;
import io.sluice.bench.wire.ProtocolException;
import io.sluice.bench.wire.ResponseHead;
import io.sluice.bench.wire.SseScanner;
import io.sluice.bench.wire.StreamScanner;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** What a client asks for, and the reader of what follows. The same for all subscribers of a run. */
final class Handshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String KEY =
            Base64.getEncoder().encodeToString("sluice bench key".getBytes(StandardCharsets.US_ASCII));

    private static final String DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

    private final LoadSettings.Surface surface;
    private final String afterPath;
    private final String accept;

    /** @param subprotocol of a WebSocket; empty for none */
    Handshake(String authority, LoadSettings.Surface surface, String subprotocol) {
        this.surface = surface;
        this.accept = acceptOf(KEY);
        String fields = switch (surface) {
            case WEBSOCKET, DEFLATE ->
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY
                        + "\r\n" + (surface == LoadSettings.Surface.DEFLATE ? DEFLATE : "")
                        + (subprotocol.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + subprotocol + "\r\n");
            case SSE -> "Accept: text/event-stream\r\n";
        };
        this.afterPath = " HTTP/1.1\r\nHost: " + authority + "\r\n" + fields + "\r\n";
    }

    byte[] request(String pathAndQuery) {
        return ("GET " + pathAndQuery + afterPath).getBytes(StandardCharsets.US_ASCII);
    }

    /** @throws ProtocolException with the status line if the server did not agree */
    StreamScanner agreed(ResponseHead head, MessageSink sink) {
        return switch (surface) {
            case WEBSOCKET -> webSocket(head, sink);
            case DEFLATE -> deflate(head, sink);
            case SSE -> eventStream(head, sink);
        };
    }

    private StreamScanner deflate(ResponseHead head, MessageSink sink) {
        String extensions = head.field("sec-websocket-extensions");
        if (extensions == null || !extensions.contains("server_no_context_takeover")) {
            throw new ProtocolException("no permessage-deflate without contexts: " + extensions);
        }
        webSocket(head, sink);
        return FrameScanner.inflating(sink);
    }

    private StreamScanner webSocket(ResponseHead head, MessageSink sink) {
        if (head.status() != 101 || !accept.equals(head.field("sec-websocket-accept"))) {
            throw new ProtocolException("no WebSocket: " + head.statusLine());
        }
        return new FrameScanner(sink);
    }

    private static StreamScanner eventStream(ResponseHead head, MessageSink sink) {
        String type = head.field("content-type");
        if (head.status() != 200 || type == null || !type.startsWith("text/event-stream")) {
            throw new ProtocolException("no event stream: " + head.statusLine());
        }
        SseScanner events = new SseScanner(sink);
        return head.isChunked() ? new ChunkedScanner(events) : events;
    }

    static String acceptOf(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }
}
