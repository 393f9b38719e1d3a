package io.sluice.server.subscriber.handshake;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.config.OriginPattern;
import java.net.InetAddress;
import java.util.List;

/**
 * Which pages may connect: those listed, those of the site itself, and on a connection within this machine those of any
 * local port, so that a front end's development server works. Pure and immutable.
 */
final class OriginPolicy {

    private static final int MAX_ORIGIN_LENGTH = 300;

    private final List<OriginPattern> origins;
    private final boolean allowMissing;

    OriginPolicy(GatewayConfig.Client config) {
        this.origins = config.origins();
        this.allowMissing = config.allowMissingOrigin();
    }

    OriginDecision decide(HttpHeaders headers, ClientAddress client) {
        List<String> all = headers.getAll(HttpHeaderNames.ORIGIN);
        if (all.isEmpty()) {
            return missing(headers);
        }
        String origin = all.get(0);
        if (all.size() > 1 || !isPlain(origin)) {
            return new OriginDecision.Refused(OriginRule.MALFORMED);
        }
        if (isListed(origin) || isSameSite(origin, client) || isLocal(origin, client)) {
            return new OriginDecision.Allowed(origin);
        }
        return new OriginDecision.Refused(ruleAgainst(origin));
    }

    /** A browser leaves the Origin out of a GET to its own site, but then says so in a header that no page can set. */
    private OriginDecision missing(HttpHeaders headers) {
        boolean allowed = allowMissing || "same-origin".equals(headers.get("sec-fetch-site"));
        return allowed ? new OriginDecision.Allowed(null) : new OriginDecision.Refused(OriginRule.MISSING);
    }

    private boolean isListed(String origin) {
        for (OriginPattern pattern : origins) {
            if (pattern.matches(origin)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSameSite(String origin, ClientAddress client) {
        String host = client.host();
        return host != null && new OriginPattern.Site(client.scheme(), host, client.port(), false).matches(origin);
    }

    private static boolean isLocal(String origin, ClientAddress client) {
        return client.loopback()
                && parse(origin) instanceof OriginPattern.Site site
                && !site.subdomains()
                && isLoopback(site.host());
    }

    private static boolean isLoopback(String host) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return true;
        }
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        return address != null && address.isLoopbackAddress();
    }

    private static OriginRule ruleAgainst(String origin) {
        if (parse(origin) instanceof OriginPattern.Site site) {
            return site.subdomains() ? OriginRule.MALFORMED : OriginRule.FOREIGN;
        }
        boolean namesAnotherScheme = origin.contains("://") && !origin.startsWith("http");
        return origin.equals("null") || namesAnotherScheme ? OriginRule.OPAQUE : OriginRule.MALFORMED;
    }

    private static Object parse(String origin) {
        try {
            return OriginPattern.parse(origin);
        } catch (IllegalArgumentException e) {
            return e;
        }
    }

    private static boolean isPlain(String origin) {
        return !origin.isEmpty()
                && origin.length() <= MAX_ORIGIN_LENGTH
                && origin.chars().allMatch(c -> c > ' ' && c < 0x7F && c != ',' && c != '"' && c != '\\');
    }
}
