package io.sluice.server.publisher;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sluice.server.warning.RateLimitedWarning;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of the pipeline: whatever fails on the way closes the connection. */
@Sharable
final class Failures extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final RateLimitedWarning UNEXPECTED = RateLimitedWarning.unexpected(LOG);

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{} failed", ctx.channel(), cause);
        } else {
            UNEXPECTED.warn("closing " + ctx.channel() + " after an unexpected failure", cause);
        }
        Channels.close(ctx);
    }
}
