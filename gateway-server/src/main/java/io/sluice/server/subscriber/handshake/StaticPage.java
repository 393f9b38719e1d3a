package io.sluice.server.subscriber.handshake;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page at {@code /}, filled in once. Its policy admits the style and the inline script that the page was loaded with,
 * by their hashes, and modules of this port, so that no message shown on it can ever run.
 */
final class StaticPage {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");

    private StaticPage() {}

    /**
     * Reads the page out of the jar.
     *
     * @param pushPort where the page tells people to push to
     */
    static StaticFile load(int pushPort) {
        String html = fill(new String(StaticFile.read("index.html"), StandardCharsets.UTF_8), pushPort);
        String policy = "default-src 'none'; script-src " + hashOf("script type=\"module\"", "script", html)
                + " 'self'; style-src " + hashOf("style", "style", html)
                + "; img-src data:; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'";
        return new StaticFile(
                html.getBytes(StandardCharsets.UTF_8),
                "text/html; charset=utf-8",
                Map.of(
                        "content-security-policy", policy,
                        "referrer-policy", "no-referrer",
                        "x-frame-options", "DENY"));
    }

    private static String fill(String template, int pushPort) {
        return PLACEHOLDER.matcher(template).replaceAll(found -> switch (found.group(1)) {
            case "pushPort" -> Integer.toString(pushPort);
            default -> throw new IllegalStateException("the page has the unknown placeholder " + found.group());
        });
    }

    private static String hashOf(String opening, String element, String html) {
        Matcher matcher = Pattern.compile("<" + opening + ">(.*?)</" + element + ">", Pattern.DOTALL)
                .matcher(html);
        if (!matcher.find()) {
            throw new IllegalStateException("the page has no " + element);
        }
        byte[] hash = StaticFile.sha256(matcher.group(1).getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    }
}
