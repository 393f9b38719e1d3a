package io.sluice.bench.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** page.html with everything in its places. Its policy lets the browser run and load what stands in the file, and no more. */
final class PageTemplate {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");
    private static final Pattern SOURCE_MAP = Pattern.compile("(?m)^//# sourceMappingURL=.*$");

    private PageTemplate() {}

    /**
     * @param title escaped
     * @param body HTML
     * @param data JSON that is safe in a script
     */
    static String filled(String title, String body, String data) {
        String styles = resource("page.css");
        String library = SOURCE_MAP.matcher(chartJs("dist/chart.umd.min.js")).replaceAll("");
        String script = resource("page.js");
        Map<String, String> parts = Map.of(
                "title", title,
                "styles", styles,
                "styles-hash", hash(styles),
                "body", body,
                "data", data,
                "library", library,
                "library-hash", hash(library),
                "library-licence", chartJs("LICENSE.md"),
                "script", script,
                "script-hash", hash(script));
        // In one pass, so that braces in a label name no place.
        return PLACE.matcher(resource("page.html"))
                .replaceAll(place -> Matcher.quoteReplacement(parts.getOrDefault(place.group(1), "")));
    }

    /** As a content security policy names it. */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String chartJs(String file) {
        Properties versions = new Properties();
        try (InputStream in = open("versions.properties")) {
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return resource("/META-INF/resources/webjars/chart.js/" + versions.getProperty("chart.js") + "/" + file);
    }

    private static String resource(String name) {
        try (InputStream in = open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = PageTemplate.class.getResourceAsStream(name);
        if (in == null) {
            throw new IOException("this jar lacks " + name);
        }
        return in;
    }
}
