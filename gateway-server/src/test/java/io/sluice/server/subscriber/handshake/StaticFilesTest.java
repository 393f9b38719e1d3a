package io.sluice.server.subscriber.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StaticFilesTest {

    private final EmbeddedChannel channel = new Fixture().connect();

    @Test
    void pagesOfAllOriginsMayLoadTheClient() {
        assertThat(Fixture.get(channel, "/sluice.js", "Origin: https://elsewhere.example\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .contains(
                        "content-type: text/javascript; charset=utf-8\r\n",
                        "access-control-allow-origin: *\r\n",
                        "cross-origin-resource-policy: cross-origin\r\n",
                        "cache-control: no-cache\r\n",
                        "x-content-type-options: nosniff\r\n",
                        "export function connect(");
        assertThat(Fixture.get(channel, "/sluice.d.ts", ""))
                .startsWith("HTTP/1.1 200 ")
                .contains("content-type: application/typescript", "export function connect(");
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void theClientInTheJarIsTheOneOfItsFolder() throws IOException {
        for (String name : new String[] {"sluice.js", "sluice.d.ts"}) {
            String source = Files.readString(Path.of("../gateway-js", name), StandardCharsets.UTF_8);
            assertThat(new String(StaticFile.read(name), StandardCharsets.UTF_8))
                    .isEqualTo(source);
        }
    }

    @Test
    void whoHasTheClientGetsNoBody() {
        Matcher etag = Pattern.compile("etag: (\\S+)\r\n").matcher(Fixture.get(channel, "/sluice.js", ""));
        assertThat(etag.find()).isTrue();
        assertThat(Fixture.get(channel, "/sluice.js", "If-None-Match: " + etag.group(1) + "\r\n"))
                .startsWith("HTTP/1.1 304 ")
                .contains("access-control-allow-origin: *\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void nothingIsPostedToTheClient() {
        assertThat(Fixture.send(channel, "POST /sluice.js HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .contains("allow: GET, HEAD\r\n");
    }
}
