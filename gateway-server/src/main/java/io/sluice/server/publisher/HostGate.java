package io.sluice.server.publisher;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.NetUtil;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for keys where none is configured: any web page can make a browser send requests to this machine. A foreign
 * page is told by its Origin; a page that points a name of its own at this machine is told by the Host.
 */
@Sharable
final class HostGate extends Gate {

    private static final String KEYS_ALLOW = "set push.keys to tell publishers by a key instead";

    private final boolean hasKeys;
    private final Set<String> hosts;

    HostGate(boolean hasKeys, List<String> hosts) {
        this.hasKeys = hasKeys;
        this.hosts = new HashSet<>(hosts);
    }

    @Override
    boolean admits(Exchange exchange) {
        List<String> sent = exchange.headers().getAll(HttpHeaderNames.HOST);
        String host = sent.isEmpty() ? null : sent.get(0);
        if (sent.size() > 1
                || (host == null && exchange.request().protocolVersion().equals(HttpVersion.HTTP_1_1))) {
            exchange.refuse(Refusal.HOST_MISSING, "a request has exactly one Host header");
            return false;
        }
        if (hasKeys || HealthChecks.isCheck(exchange)) {
            return true;
        }
        if (host != null && !isOwn(host)) {
            exchange.refuse(
                    Refusal.FOREIGN_HOST,
                    "the Host header names neither a loopback address nor a name in push.hosts;"
                            + " add the name to push.hosts, or " + KEYS_ALLOW);
            return false;
        }
        String origin = exchange.headers().get(HttpHeaderNames.ORIGIN);
        if (origin != null && !isSame(origin, host)) {
            exchange.refuse(
                    Refusal.FOREIGN_ORIGIN, "the request comes from a web page of another origin; " + KEYS_ALLOW);
            return false;
        }
        return true;
    }

    private boolean isOwn(String hostAndPort) {
        String host = withoutPort(hostAndPort).toLowerCase(Locale.ROOT);
        return host.equals("localhost") || isLoopbackAddress(host) || hosts.contains(host);
    }

    private static boolean isLoopbackAddress(String host) {
        var address = NetUtil.createInetAddressFromIpAddressString(host);
        return address != null && address.isLoopbackAddress();
    }

    private static String withoutPort(String hostAndPort) {
        if (hostAndPort.startsWith("[")) {
            int end = hostAndPort.indexOf(']');
            return end < 0 ? hostAndPort : hostAndPort.substring(1, end);
        }
        int colon = hostAndPort.indexOf(':');
        return colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
    }

    private static boolean isSame(String origin, @Nullable String host) {
        return host != null
                && (origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host));
    }
}
