package io.sluice.server.subscriber.handshake;

/** The rules by which an origin is refused. The sentences go to the client: they name no configured value. */
public enum OriginRule {
    MISSING("The request has no Origin header, and this gateway serves only pages (client.allow-missing-origin)."),
    OPAQUE("The Origin is not a web site (null, or neither http nor https); only client.origins with \"*\" allows it."),
    MALFORMED("The Origin header is not one single origin."),
    FOREIGN("The Origin is neither this site itself nor listed in client.origins.");

    private final String sentence;

    OriginRule(String sentence) {
        this.sentence = sentence;
    }

    /** What the client is told. */
    public String sentence() {
        return sentence;
    }
}
