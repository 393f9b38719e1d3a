package io.sluice.server.subscriber.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.server.config.GatewayConfig;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginPolicyTest {

    private static final ClientAddress REMOTE =
            new ClientAddress(Fixture.ip("192.0.2.1"), "https", "push.example.com", 443, false);
    private static final ClientAddress LOCAL =
            new ClientAddress(Fixture.ip("127.0.0.1"), "http", "localhost", 8080, true);

    @Property(tries = 300)
    void aListedSuffixAllowsOnlyNamesOnItsLabelBoundary(@ForAll("labels") String label) {
        String list = "client.origins=https://*.example.com";
        assertThat(isAllowed(list, "https://" + label + ".example.com", REMOTE)).isTrue();
        assertThat(isAllowed(list, "https://" + label + "example.com", REMOTE)).isFalse();
        assertThat(isAllowed(list, "https://" + label + ".example.com." + label, REMOTE))
                .isFalse();
        assertThat(isAllowed(list, "https://example.com", REMOTE)).isFalse();
    }

    @Property(tries = 300)
    void thePortOfTheSiteIsTheOnlyOneAllowed(@ForAll @IntRange(min = 1, max = 65_535) int port) {
        assertThat(isAllowed("workers=1", "https://push.example.com:" + port, REMOTE))
                .isEqualTo(port == 443);
    }

    @Property(tries = 200)
    void caseIsNoDifference(@ForAll("labels") String label) {
        String list = "client.origins=https://" + label + ".org";
        assertThat(isAllowed(list, "HTTPS://" + label.toUpperCase(Locale.ROOT) + ".Org", REMOTE))
                .isTrue();
    }

    @Property(tries = 500)
    void noTextWhateverIsAllowedByDefaultOrThrows(@ForAll String origin) {
        assertThat(isAllowed("workers=1", origin, REMOTE)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://push.example.com, ",
        "http://push.example.com, FOREIGN",
        "https://evil.example, FOREIGN",
        "http://localhost:3000, FOREIGN",
        "null, OPAQUE",
        "file://, OPAQUE",
        "chrome-extension://abcdef, OPAQUE",
        "https://push.example.com/, MALFORMED",
        "https://*.example.com, MALFORMED",
        "https://a https://b, MALFORMED",
    })
    void theDefaultIsTheSiteItself(String origin, OriginRule refusedBy) {
        assertThat(decide("workers=1", origin, REMOTE))
                .isEqualTo(
                        refusedBy == null ? new OriginDecision.Allowed(origin) : new OriginDecision.Refused(refusedBy));
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:3000, true",
        "https://127.0.0.1:5173, true",
        "http://[::1]:8000, true",
        "http://app.localhost, true",
        "http://localhost.evil.example, false",
        "http://evillocalhost, false",
        "http://10.0.0.1, false",
        "null, false",
    })
    void localPagesOfAnyPortMayConnectWithinTheMachine(String origin, boolean allowed) {
        assertThat(isAllowed("workers=1", origin, LOCAL)).isEqualTo(allowed);
    }

    @Test
    void theStarAllowsEvenNull() {
        assertThat(isAllowed("client.origins=*", "null", REMOTE)).isTrue();
    }

    @Test
    void twoOriginsAreNone() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("Origin", "https://push.example.com")
                .add("Origin", "https://push.example.com");
        assertThat(policy("client.origins=*").decide(headers, REMOTE))
                .isEqualTo(new OriginDecision.Refused(OriginRule.MALFORMED));
    }

    @Test
    void aMissingOriginFollowsItsSettingUnlessTheBrowserVouches() {
        OriginPolicy strict = policy("client.allow-missing-origin=false");
        HttpHeaders none = new DefaultHttpHeaders();
        assertThat(policy("workers=1").decide(none, REMOTE)).isEqualTo(new OriginDecision.Allowed(null));
        assertThat(strict.decide(none, REMOTE)).isEqualTo(new OriginDecision.Refused(OriginRule.MISSING));
        assertThat(strict.decide(new DefaultHttpHeaders().add("Sec-Fetch-Site", "same-origin"), REMOTE))
                .isEqualTo(new OriginDecision.Allowed(null));
    }

    @Provide
    Arbitrary<String> labels() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .numeric()
                .ofMinLength(1)
                .ofMaxLength(20);
    }

    private static OriginPolicy policy(String setting) {
        return new OriginPolicy(GatewayConfig.of(setting).client());
    }

    private static boolean isAllowed(String setting, String origin, ClientAddress client) {
        return decide(setting, origin, client) instanceof OriginDecision.Allowed;
    }

    private static OriginDecision decide(String setting, String origin, ClientAddress client) {
        return policy(setting).decide(Fixture.uncheckedHeaders().add("Origin", origin), client);
    }
}
