package io.sluice.server.publisher;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.server.admin.MetricsText;
import io.sluice.server.warning.RateLimitedWarning;
import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /metrics}. */
final class MetricsPage {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsPage.class);
    private static final RateLimitedWarning UNEXPECTED = RateLimitedWarning.unexpected(LOG);

    private final MetricsText text;

    MetricsPage(MetricsText text) {
        this.text = text;
    }

    void show(Exchange exchange) {
        LaterReply reply = new LaterReply(exchange.connection());
        exchange.reply(reply);
        // Snapshots take milliseconds, which publishers would wait for; the pipelining bound is the bound on these
        // threads.
        Thread unused = Thread.ofVirtual().name("metrics-page").start(() -> reply.complete(render()));
    }

    private FullHttpResponse render() {
        ByteBuf body = Unpooled.buffer(16 * 1024);
        try (OutputStream out = new ByteBufOutputStream(body)) {
            text.writeTo(out);
            return Responses.uncached(HttpResponseStatus.OK, MetricsText.CONTENT_TYPE, body);
        } catch (IOException | RuntimeException e) {
            UNEXPECTED.warn("the metrics could not be written", e);
            return Refusal.READ_FAILED
                    .problem("the metrics could not be written; the log says why")
                    .toResponse();
        }
    }
}
