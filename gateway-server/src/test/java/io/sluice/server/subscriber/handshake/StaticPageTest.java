package io.sluice.server.subscriber.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StaticPageTest {

    private final EmbeddedChannel channel = new Fixture().connect();

    @Test
    void thePageTellsTheConfiguredPushPortAndIsGuarded() {
        assertThat(Fixture.get(channel, "/?topic=a", ""))
                .startsWith("HTTP/1.1 200 ")
                .contains(
                        "localhost:9181/api/push?",
                        "content-security-policy: default-src 'none'; script-src 'sha256-",
                        "connect-src 'self' ws: wss:",
                        "x-content-type-options: nosniff",
                        "referrer-policy: no-referrer",
                        "x-frame-options: DENY")
                .doesNotContain("{{", "innerHTML", "'unsafe-inline'");
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void whoHasThePageGetsNoBody() {
        Matcher etag = Pattern.compile("etag: (\\S+)\r\n").matcher(Fixture.get(channel, "/", ""));
        assertThat(etag.find()).isTrue();
        assertThat(Fixture.get(channel, "/", "If-None-Match: \"other\", W/" + etag.group(1) + "\r\n"))
                .startsWith("HTTP/1.1 304 ")
                .endsWith("\r\n\r\n");
        assertThat(Fixture.get(channel, "/", "If-None-Match: \"other\"\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void headTellsTheLengthOnly() {
        assertThat(Fixture.send(channel, "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .containsPattern("content-length: [1-9]\\d{3}")
                .endsWith("\r\n\r\n");
    }

    @Test
    void nothingIsLoadedFromElsewhere() {
        String body = Fixture.get(channel, "/", "").replace("http://www.w3.org/2000/svg", "");
        body = body.substring(body.indexOf("<!doctype"));
        assertThat(body).doesNotContain("http://", "https://", " style=\"", " onclick=");
    }
}
