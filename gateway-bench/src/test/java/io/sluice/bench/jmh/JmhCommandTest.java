package io.sluice.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class JmhCommandTest {

    @Test
    void everythingBehindItsNameIsForJmh() {
        String[] options = {"ShardPass", "-f", "1", "-p", "channels=10,1000", "-prof", "gc", "-h", "-rff", "a b.json"};
        JmhCommand command = new JmhCommand();
        new CommandLine(command).parseArgs(options);
        assertThat(command.arguments()).containsExactly(options);
    }
}
