package io.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPatternTest {

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com, https://app.example.com, true",
        "https://app.example.com, https://APP.example.com:443, true",
        "https://app.example.com, http://app.example.com, false",
        "https://app.example.com, https://app.example.com:8443, false",
        "https://app.example.com, https://app.example.com.evil.com, false",
        "https://app.example.com, https://evil-app.example.com, false",
        "https://*.example.com, https://a.example.com, true",
        "https://*.example.com, https://a.b.example.com, true",
        "https://*.example.com, https://example.com, false",
        "https://*.example.com, https://evilexample.com, false",
        "https://*.example.com, https://*.example.com, false",
        "http://localhost:3000, http://localhost:3000, true",
        "http://[::1]:3000, http://[::1]:3000, true",
        "https://app.example.com, null, false",
        "*, null, true",
    })
    void schemeHostAndPortDecide(String pattern, String origin, boolean matches) {
        assertThat(OriginPattern.parse(pattern).matches(origin)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.example.com",
                "https://",
                "https://app.example.com/",
                "https://app.example.com/path",
                "https://a.*.com",
                "https://*",
                "https://*example.com",
                "https://a.example:99999",
                "ftp://a.example",
                "https://user@a.example",
                "",
            })
    void whatIsNoOriginIsRefused(String text) {
        assertThatThrownBy(() -> OriginPattern.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSlashAtTheEndOfAHeaderDoesNotMatch() {
        assertThat(OriginPattern.parse("https://a.example").matches("https://a.example/"))
                .isFalse();
    }
}
