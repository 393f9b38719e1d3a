package io.sluice.server.subscriber.handshake;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.sluice.server.tls.ServerTls;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The other end of a connection: that of the TCP connection, or where a trusted proxy told of another by a PROXY header,
 * that one. What HTTP headers say is judged as though the connection came straight from there.
 *
 * @param address never an IPv4 address in IPv6 clothes
 * @param tls whether that end speaks TLS, to the gateway or to the proxy
 * @param loopback whether that end, and the proxy if there is one, are on this machine
 * @param known false where a proxy passes on somebody of whom it says nothing: the address is the proxy's then, and what that
 *     somebody says must not pass for the proxy's word
 */
record Peer(InetAddress address, boolean tls, boolean loopback, boolean known) {

    private static final AttributeKey<Peer> TOLD_BY_PROXY = AttributeKey.valueOf(Peer.class, "toldByProxy");
    private static final InetAddress UNKNOWN = new InetSocketAddress(0).getAddress();

    static Peer of(Channel channel) {
        Peer told = channel.hasAttr(TOLD_BY_PROXY) ? channel.attr(TOLD_BY_PROXY).get() : null;
        return told == null ? ofSocket(channel) : told;
    }

    private static Peer ofSocket(Channel channel) {
        InetAddress address = channel.remoteAddress() instanceof InetSocketAddress socket && socket.getAddress() != null
                ? ForwardedAddress.plain(socket.getAddress())
                : UNKNOWN;
        return new Peer(address, isEncrypted(channel), address.isLoopbackAddress(), true);
    }

    /** The end that the proxy at the other end of the channel tells of; from here on it is the channel's. */
    static Peer toldBy(Channel proxy, InetAddress address, boolean tls) {
        InetAddress plain = ForwardedAddress.plain(address);
        boolean loopback = ofSocket(proxy).loopback() && plain.isLoopbackAddress();
        return tell(proxy, new Peer(plain, tls || isEncrypted(proxy), loopback, true));
    }

    /** The end of which the proxy at the other end of the channel tells nothing; from here on it is the channel's. */
    static Peer unknownBehind(Channel proxy, boolean tls) {
        return tell(proxy, new Peer(ofSocket(proxy).address(), tls || isEncrypted(proxy), false, false));
    }

    private static Peer tell(Channel proxy, Peer told) {
        proxy.attr(TOLD_BY_PROXY).set(told);
        return told;
    }

    /** Once the handshake is over nobody asks again. */
    static void forget(Channel channel) {
        if (channel.hasAttr(TOLD_BY_PROXY)) {
            channel.attr(TOLD_BY_PROXY).set(null);
        }
    }

    private static boolean isEncrypted(Channel channel) {
        return ServerTls.isOn(channel);
    }
}
