package io.sluice.server.publisher;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.sluice.server.config.PushKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells publishers by their keys, where keys are configured. */
@Sharable
final class KeyGate extends Gate {

    private static final String SCHEME = "Bearer ";

    private final List<PushKey> keys;

    KeyGate(List<PushKey> keys) {
        this.keys = List.copyOf(keys);
    }

    @Override
    boolean admits(Exchange exchange) {
        if (keys.isEmpty() || HealthChecks.isCheck(exchange)) {
            return true;
        }
        String name = nameOf(exchange.headers().get(HttpHeaderNames.AUTHORIZATION));
        if (name == null) {
            FullHttpResponse response = Refusal.UNAUTHORIZED
                    .problem("send Authorization: Bearer with one of the keys in push.keys")
                    .toResponse();
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"sluice push\"");
            exchange.refuse(Refusal.UNAUTHORIZED, response);
            return false;
        }
        exchange.authenticated(name);
        return true;
    }

    private @Nullable String nameOf(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        byte[] candidate = authorization.substring(SCHEME.length()).trim().getBytes(StandardCharsets.UTF_8);
        String found = null;
        for (PushKey key : keys) {
            // All are compared: the time must not tell which one came close.
            if (key.key().matches(candidate)) {
                found = key.name();
            }
        }
        return found;
    }
}
