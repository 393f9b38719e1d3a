package io.sluice.server.subscriber.handshake;

import io.netty.util.AttributeKey;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who asks and for what site, as seen through trusted proxies. Set on the channel when a request arrives, before any
 * other handler of this package looks at it, and replaced by the next request: a proxy may carry several clients on one
 * connection.
 *
 * @param address the client's address, or that of the last proxy that could not be looked behind
 * @param scheme http or https, as the client used it
 * @param host lower case, an IPv6 address in brackets; null if the request has no usable one
 * @param port never absent: 443 or 80 where the request has none
 * @param loopback whether client, every proxy and gateway are on this machine
 * @param user who it is, as a trusted proxy says; null where nobody does
 */
public record ClientAddress(
        InetAddress address,
        String scheme,
        @Nullable String host,
        int port,
        boolean loopback,
        @Nullable String user) {

    public static final AttributeKey<ClientAddress> KEY = AttributeKey.valueOf(ClientAddress.class, "client");

    ClientAddress(InetAddress address, String scheme, @Nullable String host, int port, boolean loopback) {
        this(address, scheme, host, port, loopback, null);
    }

    ClientAddress withUser(@Nullable String name) {
        return new ClientAddress(address, scheme, host, port, loopback, name);
    }

    /** The address as text, for logs and listings. */
    public String text() {
        return address.getHostAddress();
    }
}
