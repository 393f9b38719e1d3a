package io.sluice.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one shape of errors over HTTP: problem details (RFC 9457).
 *
 * @param status the HTTP status
 * @param code a stable word for programs, the last segment of the problem's {@code type}
 * @param detail a sentence for people: which field, what was found, what is allowed
 * @param retryAfter when another try is worth it, for 429 and 503; null otherwise
 */
public record Problem(
        HttpResponseStatus status,
        String code,
        String detail,
        @Nullable Duration retryAfter) {

    private static final String TYPE_PREFIX = "urn:sluice:problem:";
    private static final JsonFactory JSON = new JsonFactory();

    public static Problem of(HttpResponseStatus status, String code, String detail) {
        return new Problem(status, code, detail, null);
    }

    /** The answer, with a body of its own; the caller adds what the connection needs (keep-alive, CORS). */
    public FullHttpResponse toResponse() {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body());
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("x-content-type-options", "nosniff")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        if (retryAfter != null) {
            response.headers().setInt(HttpHeaderNames.RETRY_AFTER, (int) Math.max(1, ceilSeconds(retryAfter)));
        }
        return response;
    }

    private static long ceilSeconds(Duration duration) {
        return duration.plusNanos(999_999_999).toSeconds();
    }

    private ByteBuf body() {
        ByteBuf body = Unpooled.buffer(256);
        try (OutputStream out = new ByteBufOutputStream(body);
                JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("type", TYPE_PREFIX + code);
            json.writeStringField("title", status.reasonPhrase());
            json.writeNumberField("status", status.code());
            json.writeStringField("detail", detail);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return body;
    }
}
