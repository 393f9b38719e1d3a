package io.sluice.server.publisher;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.sluice.delivery.hub.PublishCommand;
import io.sluice.server.http.Problem;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A batch under way: the body's lines become publications as they arrive, and are answered in order as their outcomes
 * come. As many lines are in flight as requests may be; then the rest of the body waits with the publisher.
 */
final class Batch implements Body, Reply {

    private static final int ANSWER_BYTES = 32 * 1024;
    private static final int LINE_OVERHEAD_BYTES = 2048;

    private final Exchange exchange;
    private final PushServices services;
    private final LineSplitter splitter;

    /** Of the request: what lines belong to that name none. */
    private final @Nullable String trace;

    private final Queue<LineResult> inFlight = new ArrayDeque<>();
    private long lines;
    private boolean ended;
    private boolean headWritten;

    Batch(Exchange exchange, PushServices services) {
        this.exchange = exchange;
        this.services = services;
        this.trace = Trace.of(exchange.headers(), services.metrics());
        int maxPayloadBytes = services.config().maxPayloadBytes();
        splitter = new LineSplitter(
                maxPayloadBytes + maxPayloadBytes / 2 + LINE_OVERHEAD_BYTES,
                exchange.connection().allocator());
    }

    @Override
    public void onContent(ByteBuf part, boolean last) {
        if (ended) {
            part.release();
            return;
        }
        splitter.add(part, last);
        publishLines();
    }

    @Override
    public boolean isFull() {
        return splitter.hasPart();
    }

    @Override
    public boolean isTimed() {
        return false;
    }

    private void publishLines() {
        while (!ended && inFlight.size() < services.config().maxPipelined()) {
            LineSplitter.Line line = splitter.next();
            if (line == null) {
                ended = splitter.isDone();
                return;
            }
            lines++;
            switch (line) {
                case LineSplitter.Line.Complete complete -> publish(complete.bytes());
                case LineSplitter.Line.TooLong tooLong ->
                    refuse(Refusal.LINE_TOO_LONG, "the line is longer than push.max-payload allows for");
            }
        }
    }

    private void publish(ByteBuf line) {
        try {
            if (lines > services.config().batchMaxLines()) {
                end(Refusal.TOO_MANY_LINES, "the batch has more lines than push.batch-max-lines allows");
                return;
            }
            if (isBlank(line)) {
                return;
            }
            LinePublication publication = LineReader.read(
                    line,
                    services.config().maxPayloadBytes(),
                    services.config().maxTopics(),
                    exchange.connection().allocator());
            String ofLine = traceOf(publication);
            LineResult result = LineResult.awaited(exchange.connection(), lines, publication.topics(), ofLine);
            inFlight.add(result);
            services.engine()
                    .publish(
                            new PublishCommand(
                                    publication.topics(),
                                    publication.kind(),
                                    publication.payload(),
                                    publication.key(),
                                    publication.id(),
                                    exchange.publisher(),
                                    ofLine,
                                    result),
                            exchange.connection().loop());
        } catch (BadLineException e) {
            refuse(e.refusal(), String.valueOf(e.getMessage()));
        } finally {
            line.release();
        }
    }

    private @Nullable String traceOf(LinePublication publication) {
        String given = publication.traceParent();
        return given == null ? trace : Trace.checked(given, services.metrics());
    }

    private static boolean isBlank(ByteBuf line) {
        return line.forEachByte(b -> b == ' ' || b == '\t' || b == '\r') < 0;
    }

    private void refuse(Refusal refusal, String detail) {
        services.metrics().onRefused(refusal);
        inFlight.add(LineResult.refused(exchange.connection(), lines, refusal.problem(detail)));
    }

    /** Ends the batch with an error in place of its next line, and with it the connection. */
    private void end(Refusal refusal, String detail) {
        ended = true;
        splitter.release();
        exchange.makeLast();
        refuse(refusal, detail);
    }

    @Override
    public Progress writeReady(ChannelHandlerContext ctx, Exchange own) {
        ByteBuf answers = takeAnswers(ctx);
        publishLines();
        boolean done = ended && inFlight.isEmpty();
        if (answers == null && !done) {
            return Progress.NONE;
        }
        if (!headWritten) {
            headWritten = true;
            Channels.write(ctx, head());
        }
        if (answers != null) {
            Channels.write(ctx, new DefaultHttpContent(answers));
        }
        if (done) {
            Channels.write(ctx, LastHttpContent.EMPTY_LAST_CONTENT);
            return Progress.DONE;
        }
        if (isNextReady()) {
            exchange.connection().signal();
        }
        return Progress.SOME;
    }

    private @Nullable ByteBuf takeAnswers(ChannelHandlerContext ctx) {
        ByteBuf answers = null;
        while (isNextReady() && (answers == null || answers.readableBytes() < ANSWER_BYTES)) {
            if (answers == null) {
                answers = ctx.alloc().buffer();
            }
            inFlight.remove().write(answers, services.metrics());
        }
        return answers;
    }

    private boolean isNextReady() {
        LineResult next = inFlight.peek();
        return next != null && next.isReady();
    }

    private HttpResponse head() {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, Responses.NDJSON);
        if (exchange.isHttp10()) {
            // The end of such an answer is the end of the connection.
            exchange.makeLast();
        } else {
            response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        exchange.setConnectionHeader(response);
        return response;
    }

    @Override
    public void cutOff(Problem problem) {
        if (!ended) {
            ended = true;
            inFlight.add(LineResult.refused(exchange.connection(), lines + 1, problem));
        }
    }

    @Override
    public void abort() {
        ended = true;
        splitter.release();
    }

    @Override
    public void abandon() {
        abort();
        inFlight.clear();
    }
}
