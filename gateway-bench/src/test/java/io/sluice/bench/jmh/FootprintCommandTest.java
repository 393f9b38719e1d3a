package io.sluice.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FootprintCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... options) {
        return new CommandLine(new FootprintCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(options);
    }

    @Test
    void whatTopicsAndSubscribersHoldIsPrintedAsJson() throws IOException {
        assertThat(execute("--topics", "1000", "--subscribers-each", "2", "--history", "3", "--loops", "2"))
                .isZero();
        JsonNode footprint = new ObjectMapper().readTree(out.toString());
        assertThat(footprint.path("topics").asInt()).isEqualTo(1000);
        assertThat(footprint.path("loops").asInt()).isEqualTo(2);
        assertThat(footprint.path("logBytes").asLong()).isGreaterThanOrEqualTo(1000 * 3 * 132);
        assertThat(footprint.path("heapBytes").asLong()).isGreaterThan(1000 * 1000);
    }

    @Test
    void anOptionOutOfItsBoundsIsNamedWithWhatIsAllowed() {
        assertThat(execute("--loops", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--loops is 0; allowed: 1 to 1024");
    }
}
