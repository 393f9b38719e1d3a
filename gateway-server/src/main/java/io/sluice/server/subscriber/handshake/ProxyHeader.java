package io.sluice.server.subscriber.handshake;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.handler.codec.haproxy.HAProxySSLTLV;
import io.netty.util.NetUtil;
import io.sluice.server.warning.RateLimitedWarning;

/**
 * Reads the PROXY header, version 1 or 2, that a trusted proxy has to begin its connection with. Without a valid one the
 * connection is closed: bytes that a proxy passed on unmarked must not pass for the proxy's own.
 *
 * <pre>
 *           header                                    header of no address (a check by the proxy itself)
 * READING ─────────► the client is the peer, removed  ─────────► somebody unknown at the proxy's address is, removed
 *    │
 *    └─ anything else ─► counted, warned of, closed         nothing at all ─► the handshake's timeout
 * </pre>
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {

    /** Proxies add the name of the host asked for, the TLS version and such. */
    private static final int MAX_EXTENSION_BYTES = 2048;

    private final Refusals refusals;
    private final RateLimitedWarning warning;
    private boolean refused;

    ProxyHeader(Refusals refusals, RateLimitedWarning warning) {
        this.refusals = refusals;
        this.warning = warning;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        // It removes itself behind the header and passes on what came with it.
        ctx.pipeline().addBefore(ctx.name(), null, new HAProxyMessageDecoder(MAX_EXTENSION_BYTES));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof HAProxyMessage header)) {
            ctx.fireChannelRead(msg);
            return;
        }
        try {
            ctx.fireUserEventTriggered(peer(ctx, header));
        } finally {
            header.release();
        }
        ctx.pipeline().remove(this);
    }

    private static Peer peer(ChannelHandlerContext ctx, HAProxyMessage header) {
        AddressFamily family = header.proxiedProtocol().addressFamily();
        var address = family == AddressFamily.AF_IPv4 || family == AddressFamily.AF_IPv6
                ? NetUtil.createInetAddressFromIpAddressString(header.sourceAddress())
                : null;
        return address == null
                ? Peer.unknownBehind(ctx.channel(), isEncrypted(header))
                : Peer.toldBy(ctx.channel(), address, isEncrypted(header));
    }

    private static boolean isEncrypted(HAProxyMessage header) {
        return header.tlvs().stream()
                .anyMatch(extension -> extension instanceof HAProxySSLTLV tls && tls.isPP2ClientSSL());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        if (!(error instanceof DecoderException)) {
            ctx.fireExceptionCaught(error);
        } else if (!refused) {
            refused = true;
            refusals.count(Refusal.PROXY_HEADER, ctx.channel());
            warning.warn("closed a connection of "
                    + Peer.of(ctx.channel()).address().getHostAddress()
                    + ", which is among client.trusted-proxies and did not begin with a PROXY header: have the proxy send"
                    + " one, or set client.proxy-protocol=false");
            Answers.drop(ctx);
        }
    }
}
