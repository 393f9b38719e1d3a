package io.sluice.server.publisher;

import io.netty.handler.codec.http.FullHttpResponse;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a request with what a read finds, whenever that is. */
final class ReadReply {

    private static final Executor RENDERERS =
            task -> Thread.ofVirtual().name("listing").start(task);
    private static final Logger LOG = LoggerFactory.getLogger(ReadReply.class);

    private ReadReply() {}

    /**
     * Begins the read and answers what it found.
     *
     * @param read throws {@link IllegalArgumentException} where the request names an {@code after} that is none
     * @param render runs on a thread of its own; its content must be unpooled
     */
    static <T> void answer(Exchange exchange, Supplier<CompletionStage<T>> read, Function<T, FullHttpResponse> render) {
        CompletionStage<T> found;
        try {
            found = read.get();
        } catch (IllegalArgumentException e) {
            exchange.refuse(Refusal.BAD_QUERY, "after is not the next of a page before");
            return;
        }
        LaterReply reply = new LaterReply(exchange.connection());
        exchange.reply(reply);
        // What is found on a loop of clients is not written down there: a page can have megabytes. What is there
        // already
        // was found on this one.
        boolean isHere = found.toCompletableFuture().isDone();
        CompletionStage<FullHttpResponse> rendered =
                isHere ? found.thenApply(render) : found.thenApplyAsync(render, RENDERERS);
        CompletionStage<FullHttpResponse> unused = rendered.exceptionally(ReadReply::failed)
                .whenComplete((response, failure) -> reply.complete(response == null ? failed(failure) : response));
    }

    static FullHttpResponse failed(@Nullable Throwable failure) {
        LOG.warn("a listing failed", failure);
        return Refusal.READ_FAILED
                .problem("the listing could not be read; the log says why")
                .toResponse();
    }
}
