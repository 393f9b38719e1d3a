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
        int start = uri.startsWith("/") ? 0 : pathAfterAuthority(uri);
        int query = uri.indexOf('?', start);
        return query < 0 ? uri.substring(start) : uri.substring(start, query);
    }

    /** A request to a proxy names the whole URL, and a server must understand that too. */
    private static int pathAfterAuthority(String uri) {
        int authority = uri.indexOf("://");
        int slash = authority < 0 ? -1 : uri.indexOf('/', authority + 3);
        return Math.max(0, slash);
    }
}
