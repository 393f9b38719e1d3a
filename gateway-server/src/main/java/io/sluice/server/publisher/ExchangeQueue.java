package io.sluice.server.publisher;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The exchanges of one connection, from the oldest, whose answer is due, to the newest, whose body arrives. */
final class ExchangeQueue {

    private final int maxOpen;
    private final Queue<Exchange> open = new ArrayDeque<>();
    private @Nullable Exchange receiving;
    private @Nullable Exchange newest;
    private @Nullable Exchange lastAnswered;

    ExchangeQueue(int maxOpen) {
        this.maxOpen = maxOpen;
    }

    void add(Exchange exchange) {
        open.add(exchange);
        newest = exchange;
        receiving = exchange;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    boolean hasRoom() {
        return open.size() < maxOpen;
    }

    /** The exchange whose body is arriving, if any. */
    @Nullable
    Exchange receiving() {
        return receiving;
    }

    /** Whether parts of the newest body wait; what comes after it must not overtake them. */
    boolean isBodyFull() {
        return newest != null && newest.isBodyFull();
    }

    /** Whether the newest request was the last one that this connection may send. */
    boolean takesNoMore() {
        return receiving == null && newest != null && newest.isLast();
    }

    /** Gives the exchange that is arriving a part of its body. */
    void receive(HttpContent content) {
        Exchange exchange = receiving;
        if (exchange == null) {
            content.release();
        } else if (content.decoderResult().isFailure()) {
            content.release();
            receiving = null;
            DecoderFailures.refuse(exchange, content.decoderResult().cause());
        } else {
            boolean last = content instanceof LastHttpContent;
            if (last) {
                receiving = null;
            }
            exchange.onContent(content.content(), last);
        }
    }

    /** The rest of what is arriving will not be used. */
    void cutOff(Refusal refusal, String detail) {
        Exchange exchange = receiving;
        receiving = null;
        if (exchange != null) {
            exchange.cutOff(refusal, detail);
        }
    }

    /** Writes all answers that are due, without a flush; says whether there were any. */
    boolean writeReady(ChannelHandlerContext ctx) {
        boolean wrote = false;
        Exchange oldest = open.peek();
        while (oldest != null && lastAnswered == null && ctx.channel().isWritable()) {
            Reply.Progress progress = oldest.writeReady(ctx);
            wrote |= progress != Reply.Progress.NONE;
            if (progress != Reply.Progress.DONE) {
                break;
            }
            open.remove();
            if (oldest.isLast()) {
                lastAnswered = oldest;
            }
            oldest = open.peek();
        }
        return wrote;
    }

    /** The exchange after whose answer the connection ends, once that answer is written. */
    @Nullable
    Exchange lastAnswered() {
        return lastAnswered;
    }

    /** Nobody will read an answer any more. */
    void abandon() {
        receiving = null;
        open.forEach(Exchange::abandon);
        open.clear();
    }
}
