package io.sluice.server.subscriber.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.sluice.server.config.OriginPattern;
import io.sluice.server.warning.RateLimitedWarning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OriginAdviceTest {

    private static final ClientAddress CLIENT =
            new ClientAddress(Fixture.ip("192.0.2.1"), "http", "push.example.com", 8080, false);

    @Test
    void theSettingIsTheOneToPasteAndKeepsWhatIsListed() {
        OriginAdvice advice = new OriginAdvice(List.of(OriginPattern.parse("https://*.example.org")));
        assertThat(advice.about(OriginRule.FOREIGN, "https://app.example.com", CLIENT, new DefaultHttpHeaders()))
                .contains(
                        "client.origins: [ \"https://*.example.org\", \"https://app.example.com\" ]",
                        "--set client.origins=https://*.example.org,https://app.example.com")
                .doesNotContain("trusted-proxies");
    }

    @Test
    void aProxyThatIsNotTrustedIsHintedAt() {
        OriginAdvice advice = new OriginAdvice(List.of());
        assertThat(advice.about(
                        OriginRule.FOREIGN,
                        "https://app.example.com",
                        CLIENT,
                        new DefaultHttpHeaders().add("X-Forwarded-Host", "app.example.com")))
                .contains("client.trusted-proxies");
    }

    @Test
    void noClientWritesALineOfTheLog() {
        String text = new OriginAdvice(List.of())
                .about(
                        OriginRule.MALFORMED,
                        "x\r\n2026 ERROR all is lost \u001b[31m\u2028" + "y".repeat(5_000),
                        CLIENT,
                        new DefaultHttpHeaders());
        assertThat(text).hasSizeLessThan(500).matches("[ -~]+");
    }

    @Test
    void oneWarningAnIntervalCountsTheOthers() {
        long[] nowNs = {Long.MAX_VALUE - 5};
        List<String> lines = new ArrayList<>();
        RateLimitedWarning warning = new RateLimitedWarning(Duration.ofSeconds(10), () -> nowNs[0], lines::add);
        warning.warn("a");
        warning.warn("b");
        nowNs[0] += Duration.ofSeconds(10).toNanos() - 1;
        warning.warn("c");
        nowNs[0]++;
        warning.warn("d");
        assertThat(lines).containsExactly("a", "d (2 more since the last such warning)");
    }
}
