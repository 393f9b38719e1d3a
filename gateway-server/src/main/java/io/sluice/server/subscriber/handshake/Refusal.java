package io.sluice.server.subscriber.handshake;

/** Why a request did not become a subscription; the names of the counters are bounded by this list. */
enum Refusal {
    ORIGIN("origin"),
    LIMIT_CONNECTIONS("limit-connections"),
    LIMIT_ADDRESS("limit-address"),
    LIMIT_HANDSHAKES("limit-handshakes"),
    PROXY_HEADER("proxy-header"),
    TIMEOUT("timeout"),
    TOPIC("topic"),
    POSITION("position"),
    CLIENT("client"),
    USER("user"),
    PATH("path"),
    METHOD("method"),
    UPGRADE("upgrade"),
    MALFORMED("malformed");

    private final String word;

    Refusal(String word) {
        this.word = word;
    }

    /** The last segment of the counter's name, and the problem's code. */
    String word() {
        return word;
    }
}
