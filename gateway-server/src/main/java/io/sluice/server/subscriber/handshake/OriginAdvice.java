package io.sluice.server.subscriber.handshake;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.server.config.OriginPattern;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells an operator which setting would allow what was refused. */
final class OriginAdvice {

    private static final int MAX_SHOWN = 120;

    private final List<OriginPattern> origins;

    OriginAdvice(List<OriginPattern> origins) {
        this.origins = List.copyOf(origins);
    }

    /** One line of printable ASCII, whatever the client sent. */
    String about(OriginRule rule, String origin, ClientAddress client, HttpHeaders headers) {
        return "refused a handshake from %s with Origin %s for %s://%s: %s %s%s"
                .formatted(
                        client.text(),
                        origin.isEmpty() ? "(none)" : shown(origin),
                        client.scheme(),
                        client.host() == null ? "(no host)" : shown(client.host() + ":" + client.port()),
                        rule.sentence(),
                        setting(rule, origin),
                        proxyHint(rule, headers));
    }

    private String setting(OriginRule rule, String origin) {
        return switch (rule) {
            case MISSING -> "To allow it: client.allow-missing-origin: true / --set client.allow-missing-origin=true";
            case OPAQUE -> "To allow it, and every page there is: client.origins: [ \"*\" ] / --set client.origins=*";
            case MALFORMED -> "No setting allows it.";
            case FOREIGN ->
                "To allow it: client.origins: [ %s ] / --set client.origins=%s"
                        .formatted(
                                all(origin).map(text -> '"' + text + '"').collect(Collectors.joining(", ")),
                                all(origin).collect(Collectors.joining(",")));
        };
    }

    /** The setting replaces the list, so it has to repeat what is listed already. */
    private Stream<String> all(String origin) {
        return Stream.concat(
                origins.stream().map(OriginPattern::toString),
                Stream.of(OriginPattern.parse(origin).toString()));
    }

    private static String proxyHint(OriginRule rule, HttpHeaders headers) {
        return rule == OriginRule.FOREIGN && ForwardedAddress.isForwarded(headers)
                ? ". If it came through a proxy of yours, name that proxy in client.trusted-proxies."
                : "";
    }

    private static String shown(String text) {
        String printable = text.chars()
                .limit(MAX_SHOWN)
                .map(c -> c > ' ' && c < 0x7F ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.length() > MAX_SHOWN ? printable + "..." : printable;
    }
}
