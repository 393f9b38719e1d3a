package io.sluice.server.subscriber.handshake;

/** What a request's target names. The query is none of its business. */
enum RequestTarget {
    WEBSOCKET,
    SSE,
    PAGE,
    MODULE,
    MODULE_TYPES,
    LIVENESS,
    READINESS,
    UNKNOWN;

    /** Paths are compared as they came: an escaped letter is another path, and nothing here can fail to decode. */
    static RequestTarget of(String uri) {
        return switch (path(uri)) {
            case "/ws" -> WEBSOCKET;
            case "/sse" -> SSE;
            case "/" -> PAGE;
            case "/sluice.js" -> MODULE;
            case "/sluice.d.ts" -> MODULE_TYPES;
            case "/healthz" -> LIVENESS;
            case "/readyz" -> READINESS;
            default -> UNKNOWN;
        };
    }

    boolean isSubscription() {
        return this == WEBSOCKET || this == SSE;
    }

    boolean isHealth() {
        return this == LIVENESS || this == READINESS;
    }

    private static String path(String uri) {
        int start = uri.startsWith("/") ? 0 : endOfAuthority(uri);
        int query = uri.indexOf('?', start);
        String path = query < 0 ? uri.substring(start) : uri.substring(start, query);
        return path.isEmpty() && start > 0 ? "/" : path;
    }

    /** A server must understand a target that names the whole URL (RFC 9112, 3.2.2). */
    private static int endOfAuthority(String uri) {
        int authority = uri.indexOf("://");
        if (authority < 0) {
            return 0;
        }
        int at = authority + 3;
        while (at < uri.length() && uri.charAt(at) != '/' && uri.charAt(at) != '?') {
            at++;
        }
        return at;
    }
}
