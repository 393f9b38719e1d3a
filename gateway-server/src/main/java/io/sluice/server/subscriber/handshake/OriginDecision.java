package io.sluice.server.subscriber.handshake;

import org.jspecify.annotations.Nullable;

/** What {@link OriginPolicy} says about a page that wants to connect. */
public sealed interface OriginDecision {

    /**
     * The page may connect.
     *
     * @param echoOrigin what the answer repeats in {@code Access-Control-Allow-Origin}; null if the request named no origin
     */
    record Allowed(@Nullable String echoOrigin) implements OriginDecision {}

    /** The page may not connect, and by which rule. */
    record Refused(OriginRule rule) implements OriginDecision {}
}
