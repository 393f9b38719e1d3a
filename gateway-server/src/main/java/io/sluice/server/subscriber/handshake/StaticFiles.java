package io.sluice.server.subscriber.handshake;

/**
 * What the client port answers besides subscriptions and health.
 *
 * @param page the page at {@code /}
 * @param module sluice.js, the client
 * @param types its types
 */
record StaticFiles(StaticFile page, StaticFile module, StaticFile types) {

    /**
     * Reads them out of the jar.
     *
     * @param pushPort where the page tells people to push to
     */
    static StaticFiles load(int pushPort) {
        return new StaticFiles(
                StaticPage.load(pushPort),
                StaticFile.forEverybody("sluice.js", "text/javascript; charset=utf-8"),
                StaticFile.forEverybody("sluice.d.ts", "application/typescript; charset=utf-8"));
    }
}
