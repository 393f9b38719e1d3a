package io.sluice.server.subscriber.handshake;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import io.sluice.server.config.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Looks through trusted proxies at the client behind them. A header counts only as far as the one who wrote it is
 * trusted; what cannot be read is treated as absent, so a broken header never makes a client look more local than its
 * proxy. Immutable.
 */
final class ForwardedAddress {

    private static final String FORWARDED_FOR = "x-forwarded-for";
    private static final String FORWARDED_PROTO = "x-forwarded-proto";
    private static final String FORWARDED_HOST = "x-forwarded-host";

    private final List<Cidr> trusted;

    ForwardedAddress(List<Cidr> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    /**
     * The client of a request.
     *
     * @param peer the other end of the connection
     */
    ClientAddress resolve(Peer peer, HttpHeaders headers) {
        InetAddress direct = peer.address();
        String scheme = peer.tls() ? "https" : "http";
        HostPort host = HostPort.parse(only(headers, HttpHeaderNames.HOST.toString()));
        InetAddress client = direct;
        if (isTrusted(peer)) {
            client = client(direct, headers);
            String forwardedScheme = scheme(last(headers, FORWARDED_PROTO));
            scheme = forwardedScheme == null ? scheme : forwardedScheme;
            HostPort forwardedHost = HostPort.parse(last(headers, FORWARDED_HOST));
            host = forwardedHost == null ? host : forwardedHost;
        }
        int portOfScheme = scheme.equals("https") ? 443 : 80;
        return new ClientAddress(
                client,
                scheme,
                host == null ? null : host.host(),
                host == null ? portOfScheme : host.portOr(portOfScheme),
                peer.loopback() && client.isLoopbackAddress());
    }

    /** Whether the peer may speak for others. */
    boolean isTrusted(Peer peer) {
        return peer.known() && isTrusted(peer.address());
    }

    private boolean isTrusted(InetAddress address) {
        for (Cidr block : trusted) {
            if (block.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a request claims to come through a proxy. */
    static boolean isForwarded(HttpHeaders headers) {
        return headers.contains(FORWARDED_FOR) || headers.contains(FORWARDED_PROTO) || headers.contains(FORWARDED_HOST);
    }

    /** An IPv4 address stays one when it was mapped into IPv6, and a scope is nothing that tells clients apart. */
    static InetAddress plain(InetAddress address) {
        return ofBytes(address.getAddress());
    }

    private static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has " + bytes.length + " bytes", e);
        }
    }

    private InetAddress client(InetAddress peer, HttpHeaders headers) {
        List<String> hops = values(headers, FORWARDED_FOR);
        InetAddress client = peer;
        for (int i = hops.size() - 1; i >= 0 && isTrusted(client); i--) {
            byte[] hop = addressBytes(hops.get(i));
            if (hop == null) {
                break;
            }
            client = ofBytes(hop);
        }
        return client;
    }

    /** Some proxies append the port: {@code 192.0.2.1:4711}, {@code [2001:db8::1]:4711}. */
    private static byte @Nullable [] addressBytes(String hop) {
        int bracket = hop.indexOf(']');
        if (hop.startsWith("[") && bracket > 0) {
            return NetUtil.createByteArrayFromIpAddressString(hop.substring(1, bracket));
        }
        int colon = hop.indexOf(':');
        boolean onlyOneColon = colon > 0 && hop.indexOf(':', colon + 1) < 0;
        return NetUtil.createByteArrayFromIpAddressString(onlyOneColon ? hop.substring(0, colon) : hop);
    }

    private static @Nullable String scheme(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "http", "ws" -> "http";
            case "https", "wss" -> "https";
            default -> null;
        };
    }

    /** Two Host headers are a way to smuggle; then there is none. */
    private static @Nullable String only(HttpHeaders headers, String name) {
        List<String> all = headers.getAll(name);
        return all.size() == 1 ? all.get(0) : null;
    }

    /** The nearest proxy appends at the right; what stands left of it may come from the client. */
    private static @Nullable String last(HttpHeaders headers, String name) {
        List<String> all = values(headers, name);
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    private static List<String> values(HttpHeaders headers, String name) {
        List<String> values = new ArrayList<>();
        for (String line : headers.getAll(name)) {
            for (String value : line.split(",", -1)) {
                values.add(value.strip());
            }
        }
        return values;
    }
}
