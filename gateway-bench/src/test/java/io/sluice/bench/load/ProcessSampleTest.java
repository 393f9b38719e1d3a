package io.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessSampleTest {

    @Test
    void processorTimeIsFoundBehindACommandNameWithSpacesAndParentheses() {
        String stat = "42 (a) b (c) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 3 0 999 1000 100";
        String status = "Name:\ta\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\nCpus_allowed_list:\t0-3,8\n";

        assertThat(ProcessSample.parse(stat, status)).isEqualTo(new ProcessSample(3.0, 1024, 2048, 5));
    }

    @Test
    void aProcessThatIsGoneHasNoSample() {
        assertThat(ProcessSample.of(Integer.MAX_VALUE)).isNull();
    }
}
