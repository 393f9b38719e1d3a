package io.sluice.server.warmup;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The requests of the warm-up, of the kinds that browsers and libraries send: code is compiled for what it has met. */
final class Requests {

    private static final String BODY = "{\"warm-up\":\"" + "x".repeat(100) + "\"}";

    static final List<byte[]> SUBSCRIBES = List.of(http("""
                    GET /ws?topic=warm-up HTTP/1.1
                    Host: localhost:8080
                    Connection: Upgrade
                    Upgrade: websocket
                    Sec-WebSocket-Version: 13
                    Sec-WebSocket-Key: d2FybS11cC13YXJtLXVwIQ==

                    """), http("""
                    GET /ws?topic=warm-up&topic=warm-up.too HTTP/1.1
                    host: 127.0.0.1:8080
                    connection: keep-alive, Upgrade
                    upgrade: websocket
                    origin: http://localhost:8080
                    user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)
                    accept-language: en-GB,en;q=0.9
                    sec-websocket-version: 13
                    sec-websocket-extensions: permessage-deflate; client_max_window_bits
                    sec-websocket-key: d2FybS11cC13YXJtLXVwIQ==

                    """), http("""
                    GET /ws?topic=warm-up HTTP/1.1
                    Host: localhost:8080
                    Connection: Upgrade
                    Upgrade: websocket
                    Origin: http://localhost:8080
                    Sec-WebSocket-Protocol: sluice.v1.json
                    Sec-WebSocket-Version: 13
                    Sec-WebSocket-Key: d2FybS11cC13YXJtLXVwIQ==

                    """), http("""
                    GET /sse?topic=warm-up HTTP/1.1
                    Host: localhost:8080
                    Accept: text/event-stream

                    """));

    static final List<byte[]> PUBLISHES = List.of(publish("application/json"), publish("text/plain"), publish(null));

    private Requests() {}

    private static byte[] publish(@Nullable String type) {
        String content = type == null ? "" : "Content-Type: " + type + "\n";
        return http("""
                        POST /api/push?topic=warm-up HTTP/1.1
                        Host: localhost:8081
                        User-Agent: warm-up
                        Accept: */*
                        %sContent-Length: %d

                        """.formatted(content, BODY.length()), BODY);
    }

    private static byte[] http(String head, String... body) {
        return (head.replace("\n", "\r\n") + String.join("", body)).getBytes(StandardCharsets.US_ASCII);
    }
}
