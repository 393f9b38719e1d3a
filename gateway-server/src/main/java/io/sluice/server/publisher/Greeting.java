package io.sluice.server.publisher;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.server.tls.ServerTls;
import java.nio.charset.StandardCharsets;

/** What somebody sees who opens this port by hand. */
final class Greeting {

    private static final String FALLBACK_HOST = "localhost:8081";

    private Greeting() {}

    static void show(Exchange exchange) {
        String host = exchange.headers().get(HttpHeaderNames.HOST);
        String text = """
                This is the push port of Sluice. Publish with:

                  curl -d 'hello' '%s%s/api/push?topic=broadcast'

                Many at once: POST /api/batch, one JSON object a line.
                Also here: /metrics /api/topics /api/connections /healthz /readyz
                """.formatted(
                ServerTls.isOn(exchange.connection().channel()) ? "https://" : "", host == null ? FALLBACK_HOST : host);
        exchange.reply(Responses.uncached(
                HttpResponseStatus.OK,
                "text/plain; charset=utf-8",
                Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)));
    }
}
