package io.sluice.server.publisher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Complete responses other than problems. */
final class Responses {

    static final AsciiString JSON = AsciiString.cached("application/json");
    static final AsciiString NDJSON = AsciiString.cached("application/x-ndjson");

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final DefaultHttpHeadersFactory OWN_HEADERS =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    /** Writes one JSON value. */
    @FunctionalInterface
    interface JsonBody {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private Responses() {}

    /** A response with a body; the content type must be free of line breaks. */
    static FullHttpResponse of(HttpResponseStatus status, CharSequence contentType, ByteBuf body) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, body, OWN_HEADERS.newHeaders(), EmptyHttpHeaders.INSTANCE);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        return response;
    }

    /** A response that no cache may keep. */
    static FullHttpResponse uncached(HttpResponseStatus status, CharSequence contentType, ByteBuf body) {
        FullHttpResponse response = of(status, contentType, body);
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store").set("x-content-type-options", "nosniff");
        return response;
    }

    /** A JSON response that no cache may keep. */
    static FullHttpResponse json(HttpResponseStatus status, JsonBody value) {
        ByteBuf body = Unpooled.buffer(256);
        writeJson(body, value);
        return uncached(status, JSON, body);
    }

    static void writeJson(ByteBuf into, JsonBody value) {
        try (OutputStream out = new ByteBufOutputStream(into);
                JsonGenerator json = FACTORY.createGenerator(out)) {
            value.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
