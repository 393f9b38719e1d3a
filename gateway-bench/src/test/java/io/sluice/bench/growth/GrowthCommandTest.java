package io.sluice.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GrowthCommandTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute() {
        return new CommandLine(new GrowthCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute("--html", page().toString(), folder.toString());
    }

    private Path page() {
        return folder.resolve("growth.html");
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String jmh(String params, double nanos, String unit) {
        return jmh(params, "SerialGC", nanos, unit);
    }

    private static String jmh(String params, String collector, double nanos, String unit) {
        return """
            {"params":{%s},"jvmArgs":["-Xmx6g","-XX:+Use%s"],"primaryMetric":{"score":%s,"scoreUnit":"%s","rawData":[[%s]]},
             "secondaryMetrics":{"gc.alloc.rate.norm":{"score":0.5}}}""".formatted(params, collector, nanos, unit, nanos);
    }

    private static String run(String scenario, int subscribers, int repetition, double micros, boolean passed) {
        return """
            {"settings":{"label":"%s/sluice-%d/%d","subscribers":%d},"passed":%s,
             "throughput":{"latency":{"p99Micros":900}},
             "costs":{"serverCpuMicrosPerDelivery":%s,"serverKiBPerConnection":11}}""".formatted(scenario, subscribers, repetition, subscribers, passed, micros);
    }

    /** The line of a table that begins with this x. */
    private String rowOf(String x) {
        return out.toString()
                .lines()
                .filter(line -> line.strip().startsWith(x + " "))
                .findFirst()
                .orElse("");
    }

    @Test
    void whatWasMeasuredInMemoryIsATableAndAPage() throws IOException {
        String smaller = jmh("\"channels\":\"100\"", 90.5, "ns/op");
        String larger = jmh("\"channels\":\"1000\"", 84.25, "ns/op");
        write("subscribers/jmh.json", "[" + larger + "," + smaller + "]");
        write("subscribers/about.txt", "a machine\ncommit 12ab\n");
        assertThat(execute()).isZero();
        assertThat(out.toString()).contains("== Against subscribers", "ns per delivery");
        assertThat(rowOf("100")).endsWith("90.50");
        assertThat(Files.readString(page())).contains("How Sluice grows", "a machine · commit 12ab");
    }

    @Test
    void eachGarbageCollectorIsALineOfItsOwn() throws IOException {
        write("subscribers/jmh-G1.json", "[" + jmh("\"channels\":\"100\"", "G1GC", 160, "ns/op") + "]");
        write("subscribers/jmh-Serial.json", "[" + jmh("\"channels\":\"100\"", "SerialGC", 90, "ns/op") + "]");
        assertThat(execute()).isZero();
        assertThat(out.toString()).containsPattern("G1GC +SerialGC");
        assertThat(rowOf("100")).containsSubsequence("160", "90");
    }

    @Test
    void aDeliveryToOneOfManyTopicsCostsWhatTheSubscriberAdds() throws IOException {
        String params = "\"topics\":\"100\",\"order\":\"random\",\"subscribersEach\":";
        write(
                "topics/jmh.json",
                "[" + jmh(params + "\"0\"", 700, "ns/op") + "," + jmh(params + "\"1\"", 950, "ns/op") + "]");
        assertThat(execute()).isZero();
        assertThat(out.toString()).contains("nobody reads, random", "a delivery, random");
        assertThat(out.toString()).containsPattern("(?m)^ +100 +250$");
    }

    @Test
    void memoryIsToldPerTopic() throws IOException {
        write("topics/footprint.jsonl", """
            {"topics":10,"subscribersEach":0,"history":1,"loops":1,"gatewayHeapBytes":1,"heapBytes":5000,"logBytes":2560}
            {"topics":10,"subscribersEach":1,"history":1,"loops":1,"gatewayHeapBytes":1,"heapBytes":25000,"logBytes":2560}
            """);
        assertThat(execute()).isZero();
        assertThat(rowOf("10")).containsSubsequence("500", "2,500", "256");
    }

    @Test
    void repetitionsOverSocketsAreOnePointAndFailedOnesAreLeftOut() throws IOException {
        write("sockets/calm-sluice-100-1.json", run("calm", 100, 1, 8.0, true));
        write("sockets/calm-sluice-100-2.json", run("calm", 100, 2, 9.0, true));
        write("sockets/calm-sluice-100-3.json", run("calm", 100, 3, 70.0, false));
        assertThat(execute()).isZero();
        assertThat(rowOf("100")).endsWith("8.50");
    }

    @Test
    void aFolderInWhichNothingWasMeasuredIsAnError() {
        assertThat(execute()).isEqualTo(2);
        assertThat(err.toString()).contains("no part was measured there");
        assertThat(page()).doesNotExist();
    }

    @Test
    void aScoreOfAnotherUnitIsNamedWithWhatIsAllowed() throws IOException {
        write("loops/jmh.json", "[" + jmh("\"loops\":\"1\"", 1, "ops/s") + "]");
        assertThat(execute()).isEqualTo(2);
        assertThat(err.toString()).contains("loops", "jmh.json", "'ops/s'; allowed: ns/op");
    }
}
