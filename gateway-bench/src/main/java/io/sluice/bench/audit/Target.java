package io.sluice.bench.audit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * One port of the gateway.
 *
 * @param address resolved, always a loopback address
 * @param authority the value of the Host field
 */
public record Target(InetSocketAddress address, String authority) {

    /**
     * Reads {@code http://host:port} or {@code ws://host:port}.
     *
     * @param option whose value this is, for the message
     * @throws IllegalArgumentException if the URL is malformed or does not point to this machine's loopback: a soak must not
     *     be aimed at somebody's network
     */
    public static Target parse(String option, String url) {
        URI uri = uri(option, url);
        String host = uri.getHost();
        boolean known = "ws".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        if (host == null || uri.getPort() < 0 || !known || !uri.getRawPath().isEmpty() || uri.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    option + ": '" + url + "' is not of the form ws://HOST:PORT or http://HOST:PORT");
        }
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(option + ": unknown host " + host, e);
        }
        if (!address.isLoopbackAddress()) {
            throw new IllegalArgumentException(option + ": only loopback addresses are allowed, not " + host);
        }
        return new Target(new InetSocketAddress(address, uri.getPort()), host + ":" + uri.getPort());
    }

    private static URI uri(String option, String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": '" + url + "' is no URL", e);
        }
    }
}
