package io.sluice.server.publisher;

import io.netty.handler.codec.http.FullHttpResponse;
import io.sluice.server.admin.ReadRefusedException;
import io.sluice.server.warning.RateLimitedWarning;
import java.time.Duration;
import java.util.concurrent.CompletionException;
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
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(ReadReply.class);
    private static final RateLimitedWarning UNEXPECTED = RateLimitedWarning.unexpected(LOG);

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
        CompletionStage<FullHttpResponse> unused = rendered.exceptionally(failure -> failed(exchange, failure))
                .whenComplete(
                        (response, failure) -> reply.complete(response == null ? failed(exchange, failure) : response));
    }

    private static FullHttpResponse failed(Exchange exchange, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof ReadRefusedException refused) {
            Refusal refusal = refused.isTooMany() ? Refusal.TOO_MANY_READS : Refusal.UNAVAILABLE;
            exchange.countRefused(refusal);
            return refusal.problem(String.valueOf(refused.getMessage()), RETRY_AFTER)
                    .toResponse();
        }
        return failed(failure);
    }

    static FullHttpResponse failed(@Nullable Throwable failure) {
        UNEXPECTED.warn("a listing failed", failure);
        return Refusal.READ_FAILED
                .problem("the listing could not be read; the log says why")
                .toResponse();
    }
}
