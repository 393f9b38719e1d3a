package io.sluice.server.subscriber.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateOfferTest {

    private static final String AGREED = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    private static @Nullable String answer(String... offers) {
        HttpHeaders headers = new DefaultHttpHeaders().set("Sec-WebSocket-Extensions", List.of(offers));
        return DeflateOffer.answerTo(headers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "Permessage-Deflate",
                "permessage-deflate;client_max_window_bits",
                "permessage-deflate; client_max_window_bits=9",
                "permessage-deflate; client_max_window_bits=\"15\"",
                "permessage-deflate ; server_no_context_takeover ; client_no_context_takeover",
                "x-webkit-deflate-frame, permessage-deflate",
                "unknown; a=\"b, permessage-deflate; \\\" \", permessage-deflate; client_max_window_bits",
                "permessage-deflate; server_max_window_bits=10, permessage-deflate",
            })
    void anOfferThatCanBeSharedIsAccepted(String offer) {
        assertThat(answer(offer)).isEqualTo(AGREED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",;",
                "permessage-bzip2",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=14",
                "permessage-deflate; server_max_window_bits=8",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_max_window_bits=015",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=",
                "permessage-deflate; client_max_window_bits; client_max_window_bits=15",
                "permessage-deflate; server_no_context_takeover=true",
                "permessage-deflate; server_no_context_takeover; Server_No_Context_Takeover",
                "permessage-deflate; level=9",
                "permessage-deflate;",
                "\"permessage-deflate\"",
                "foo; bar=\"permessage-deflate",
            })
    void anOfferThatAsksForMoreOrIsNotUnderstoodIsPassedOver(String offer) {
        assertThat(answer(offer)).isNull();
    }

    @Test
    void theLargestWindowIsAgreedToInSoManyWords() {
        assertThat(answer("permessage-deflate; server_max_window_bits=15"))
                .isEqualTo(AGREED + "; server_max_window_bits=15");
    }

    @Test
    void theOffersOfSeveralHeadersAreOneList() {
        assertThat(answer("permessage-deflate; server_max_window_bits=9", "permessage-deflate"))
                .isEqualTo(AGREED);
    }

    @Test
    void whoeverOffersNothingGetsNothing() {
        assertThat(DeflateOffer.answerTo(new DefaultHttpHeaders())).isNull();
    }
}
