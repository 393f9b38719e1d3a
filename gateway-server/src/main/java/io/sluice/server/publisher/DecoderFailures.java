package io.sluice.server.publisher;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/** What is answered where the HTTP decoder gave up; nothing after that point can be understood. */
final class DecoderFailures {

    private DecoderFailures() {}

    static void refuse(Exchange exchange, @Nullable Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            exchange.cutOff(
                    Refusal.REQUEST_LINE_TOO_LONG, "the request line is longer than limits.request-line-bytes allows");
        } else if (cause instanceof TooLongHttpHeaderException) {
            exchange.cutOff(Refusal.HEADERS_TOO_LARGE, "the headers are larger than limits.header-bytes allows");
        } else {
            exchange.cutOff(Refusal.MALFORMED_HTTP, "this is not HTTP/1.1");
        }
    }
}
