package io.sluice.bench.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReportCommandTest {
    @TempDir
    Path folder;

    private Path page;
    private String said = "";

    @BeforeEach
    void setUp() {
        page = folder.resolve("report.html");
    }

    @Test
    void aPageHoldsResultsMachineAndServers() throws IOException {
        String result =
                file("1.json", Results.passed("busy/sluice/1", 1000, 300).toString());
        String machine = file("machine.txt", "Linux, 2 cores\n\ncommit abc\n");
        String servers = file("servers.txt", "sluice\tJava; -Xmx1g\n");

        assertThat(report("--title", "Evening", "--machine", machine, "--servers", servers, result))
                .isZero();

        assertThat(said).isEqualTo(page + System.lineSeparator());
        assertThat(Files.readString(page))
                .contains("<h1>Evening</h1>", "<p>commit abc</p>", "<td>Java; -Xmx1g</td>", "<h2>Comparison</h2>")
                .contains(
                        "<h2>Throughput</h2>",
                        "<h2>Latency by percentile</h2>",
                        "<h2>Server CPU</h2>",
                        "<h2>Memory</h2>");
    }

    @Test
    void aLabelOrAReasonCannotRunScripts() throws IOException {
        String hostile = "</script><script>alert(1)<";
        ObjectNode failed = Results.failed("busy/" + hostile.replace('/', '_') + "/1", 1, hostile);
        ObjectNode passed = Results.passed("busy/<script>alert(1)<_script>/2", 1000, 1);

        assertThat(report(file("1.json", failed.toString()), file("2.json", passed.toString())))
                .isZero();

        assertThat(Files.readString(page))
                .doesNotContain("<script>alert(1)")
                .contains("&lt;/script&gt;&lt;script&gt;alert(1)&lt;");
    }

    @Test
    void aRunWithoutAResultIsEnoughForAPage() throws IOException {
        assertThat(report("--missing", "busy/sluice/1=it left no result")).isZero();

        assertThat(Files.readString(page)).contains("it left no result");
    }

    @Test
    void whatCannotBeReadIsNamed() throws IOException {
        assertThat(report(folder.resolve("absent.json").toString())).isEqualTo(2);
        assertThat(said).contains("absent.json: no such file");

        assertThat(report(file("other.json", "{\"settings\": {\"label\": \"busy/sluice/1\"}}")))
                .isEqualTo(2);
        assertThat(said).contains("other.json: not a result of the load command");

        String result =
                file("1.json", Results.passed("busy/sluice/1", 1000, 300).toString());
        assertThat(report("--servers", file("servers.txt", "sluice Java\n"), result))
                .isEqualTo(2);
        assertThat(said).contains("servers.txt: there is no tab between name and settings in: sluice Java");

        assertThat(report()).isEqualTo(2);
        assertThat(said).contains("give results as FILE");
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private int report(String... arguments) {
        StringWriter output = new StringWriter();
        CommandLine command = new CommandLine(new ReportCommand())
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(output));
        String[] all = new String[arguments.length + 2];
        all[0] = "--output";
        all[1] = page.toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        int exit = command.execute(all);
        command.getOut().flush();
        command.getErr().flush();
        said = output.toString();
        return exit;
    }
}
