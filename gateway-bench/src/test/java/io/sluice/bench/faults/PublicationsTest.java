package io.sluice.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PublicationsTest {
    private final Publications publications = new Publications();

    @Test
    void attemptsAndPublicationsAreCountedApart() {
        long accepted = publications.begin();
        publications.unknown(accepted);
        publications.refused(accepted);
        publications.accepted(accepted);
        publications.accepted(accepted);
        publications.unknown(publications.begin());
        publications.refused(publications.begin());

        assertThat(publications.counts()).isEqualTo(new Publications.Counts(3, 1, 1, 2, 2));
    }

    @Test
    void thousandsAreRemembered() {
        for (int i = 0; i < 5000; i++) {
            publications.refused(publications.begin());
        }

        assertThat(publications.wasRefused(1)).isTrue();
        assertThat(publications.wasRefused(5000)).isTrue();
        assertThat(publications.wasBegun(5001)).isFalse();
    }
}
