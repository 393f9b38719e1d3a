package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process of its own, as an operator sees it. */
class ProcessTest {

    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration WINDOW = Duration.ofSeconds(10);

    @TempDir
    private Path folder = Path.of(".");

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void terminationDrainsAndExitsWithZero() throws Exception {
        Process process =
                serve("client.port=0", "push.port=0", "drain.grace=0s", "drain.window=" + WINDOW.toSeconds() + "s");
        int clientPort = awaitPort("subscribers:");
        int pushPort = awaitPort("publishers:");
        try (WsClient client = WsClient.open(clientPort, "/ws?topic=a", 0);
                SseClient stream = SseClient.open(clientPort, "/sse?topic=a");
                PushClient publisher = new PushClient(pushPort)) {
            publisher.publish("/api/push?topic=a", "last words");
            process.destroy();
            assertThat(client.nextText()).isEqualTo("last words");
            WsClient.Frame goodbye = client.nextAnsweringPings();
            assertThat(goodbye.closeCode()).isEqualTo(1012);
            assertThat(goodbye.closeReason()).isNotBlank();
            client.sendClose(1012);
            assertThat(stream.nextEvent()).contains("data: last words");
            assertThat(stream.nextEvent()).contains("event: goaway");
            assertThat(stream.nextEvent()).as("end of the stream").isNull();
        }
        assertThat(process.waitFor(WINDOW.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(read("out") + read("err")).doesNotContain("Exception", "\tat ");
    }

    @Test
    void aClientThatNeverAnswersDoesNotHoldTheEndUp() throws Exception {
        Process process =
                serve("client.port=0", "push.port=0", "drain.grace=0s", "drain.window=3s", "close.timeout=1m");
        try (WsClient client = WsClient.open(awaitPort("subscribers:"), "/ws?topic=a", 0)) {
            process.destroy();
            assertThat(process.waitFor(4, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(client.next().closeCode()).isEqualTo(1012);
        }
    }

    @Test
    void terminationDuringTheWarmUpEndsItAtOnceWithZero() throws Exception {
        Process process = serve("client.port=0", "push.port=0", "start.warm-up=1m", "drain.window=1m");
        Eventually.await("it warms up", () -> hasThread(process, "sluice-hub"), START);
        process.destroy();
        assertThat(process.waitFor(3, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(read("out")).doesNotContain("subscribers:");
        assertThat(read("out") + read("err")).doesNotContain("Exception", "\tat ");
    }

    @Test
    void aPortInUseIsOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = serve("push.port=0", "client.port=" + taken.getLocalPort());
            assertThat(process.waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(sluiceLines())
                    .singleElement()
                    .asString()
                    .contains(String.valueOf(taken.getLocalPort()), "in use", "client.port");
        }
    }

    @Test
    void twoBadKeysAreBothNamed() throws Exception {
        Process process = serve("client.port=abc", "no.such.key=1");
        assertThat(process.waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(sluiceLines())
                .hasSize(2)
                .anyMatch(line -> line.contains("client.port"))
                .anyMatch(line -> line.contains("no.such.key"));
    }

    private Process serve(String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "io.sluice.server.Main",
                "serve",
                "--set",
                "client.host=127.0.0.1"));
        for (String setting : settings) {
            command.add("--set");
            command.add(setting);
        }
        Process process = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        started.add(process);
        return process;
    }

    /** Whether Linux knows a thread of this name in the process. */
    private static boolean hasThread(Process process, String name) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", String.valueOf(process.pid()), "task"))) {
            return threads.anyMatch(thread -> nameOf(thread).startsWith(name));
        } catch (IOException e) {
            return false;
        }
    }

    private static String nameOf(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** The port of the address in the line with this word. */
    private int awaitPort(String word) {
        Pattern address = Pattern.compile(word + "\\s+http://[^:]+:(\\d+)/");
        Eventually.await(
                () -> word + " in " + read("out") + read("err"),
                () -> address.matcher(read("out")).find(),
                START);
        Matcher matcher = address.matcher(read("out"));
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    /** All of stderr; the JVM's own notes come in lines that begin otherwise. */
    private List<String> sluiceLines() {
        assertThat(read("err") + read("out")).doesNotContain("Exception", "\tat ");
        return read("err").lines().filter(line -> !line.startsWith("WARNING:")).toList();
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
