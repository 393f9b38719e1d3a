package io.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.TopicPattern;
import io.sluice.server.config.GatewayConfig.Lag;
import io.sluice.server.config.GatewayConfig.Retention;
import io.sluice.server.config.GatewayConfig.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicEntriesTest {

    private static final Topic CHAT = new Topic(
            new TopicPattern("chat.*"), new Retention(10, 1 << 20, Duration.ofHours(1)), Lag.Policy.LATEST, 7, true);

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void thereIsNoEntryUnlessOneIsWritten() {
        assertThat(GatewayConfig.of().topics()).isEmpty();
        assertThat(GatewayConfig.of("topics=").topics()).isEmpty();
        assertThat(GatewayConfig.of("topics=[]").topics()).isEmpty();
    }

    @Test
    void anEntryOfAPatternAloneHasTheDefaults() {
        GatewayConfig config = GatewayConfig.of("topics=[{match: a}]");
        assertThat(config.topics())
                .containsExactly(
                        new Topic(new TopicPattern("a"), config.retention(), Lag.Policy.DISCONNECT, 1000, false));
    }

    @Test
    void whatAnEntryLeavesOutIsInheritedFromTheKeysThatHoldForAll() {
        Topic topic = GatewayConfig.of(
                        "retention.messages=7",
                        "retention.bytes=1234567",
                        "retention.age=PT1M30.5S",
                        "lag.policy=latest",
                        "lag.max-keys=3",
                        "topics=[{match: a, retention: {bytes: 1KiB}}]")
                .topics()
                .getFirst();
        assertThat(topic.retention()).isEqualTo(new Retention(7, 1024, Duration.ofMillis(90_500)));
        assertThat(topic.lagPolicy()).isEqualTo(Lag.Policy.LATEST);
        assertThat(topic.lagMaxKeys()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{match: chat.*, retention: {messages: 10, bytes: 1MiB, age: 1h}, lag: {policy: latest, max-keys: 7}, presence: true}]",
                "[{\"match\":\"chat.*\",\"retention\":{\"messages\":10,\"bytes\":1048576,\"age\":\"1h\"},"
                        + "\"lag\":{\"policy\":\"latest\",\"max-keys\":7},\"presence\":true}]",
                " [{match: 'chat.*', retention.messages: 10, retention.bytes: 1MiB, retention.age: 60m, lag.policy: LATEST,\n"
                        + " lag.max-keys: 7, presence: true}] ",
            })
    void optionsAndVariablesTakeFlowSyntaxAndJson(String text) {
        assertThat(GatewayConfig.of("topics=" + text).topics()).containsExactly(CHAT);
        ConfigResult variable = ConfigLoader.withoutFile()
                .environment(Map.of("SLUICE_TOPICS", text))
                .load();
        assertThat(valid(variable).topics()).containsExactly(CHAT);
    }

    @Test
    void aFileHasThemAsAList() {
        ConfigResult result = file("""
                topics:
                  - match: chat.*
                    retention:
                      messages: 10
                      bytes: 1MiB
                      age: 1h
                    lag: {policy: latest, max-keys: 7}
                    presence: true
                  - match: news
                    retention:
                    lag: {}
                """);
        assertThat(valid(result).topics()).hasSize(2).startsWith(CHAT);
    }

    @Test
    void everyProblemOfEveryEntryIsReportedWithItsPlaceItsValueAndWhatIsAllowed() {
        assertThat(problems("[{match: a, retention: {messages: 0, age: 1}}, {match: b, presence: maybe}]"))
                .containsExactly(
                        "topics[0].retention.messages (--set): \"0\" is out of range; "
                                + "allowed: a whole number from 1 to 100000000",
                        "topics[0].retention.age (--set): \"1\" is not a duration such as 500ms, 10s, 5m, 1h, 1d or PT10S; "
                                + "allowed: a duration from 10ms to 3650d",
                        "topics[1].presence (--set): \"maybe\" is neither true nor false; allowed: true or false");
    }

    @ParameterizedTest
    @CsvSource({
        "retention: {bytes: 0}, a size from 1 to 1TiB",
        "retention: {bytes: 2TiB}, a size from 1 to 1TiB",
        "retention: {age: 3651d}, a duration from 10ms to 3650d",
        "lag: {policy: wait}, 'one of disconnect, skip, latest'",
        "lag: {max-keys: 0}, a whole number from 1 to 1000000",
    })
    void anEntryHasTheBoundsOfTheKeysThatHoldForAll(String key, String allowed) {
        assertThat(problems("[{match: a, " + key + "}]"))
                .singleElement()
                .asString()
                .endsWith("; allowed: " + allowed);
    }

    @Test
    void anUnknownKeyGetsTheKeyThatWasProbablyMeant() {
        assertThat(
                        problems(
                                "[{match: a, retention: {byts: 1}}, {match: b, retenton: {age: 1s}}, {match: c, presense: true}]"))
                .containsExactly(
                        "topics[0].retention.byts (--set): unknown key; did you mean retention.bytes?",
                        "topics[1].retenton.age (--set): unknown key; did you mean retention.age?",
                        "topics[2].presense (--set): unknown key; did you mean presence?");
    }

    @Test
    void theLongestPatienceIsThatOfAConnectionAndNoKeyOfAnEntry() {
        assertThat(problems("[{match: a, lag: {max-time: 1s}}]"))
                .singleElement()
                .asString()
                .startsWith("topics[0].lag.max-time (--set): unknown key; allowed: {match, ");
    }

    @Test
    void anEntryWithoutAPatternIsAProblem() {
        assertThat(problems("[{presence: true}]"))
                .singleElement()
                .asString()
                .startsWith("topics[0].match (--set): is missing; allowed: a topic name, or ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*b", "'*a'", "a**", "a b", "a/b", "ü", "''", "[a]", "{a: b}"})
    void aBadPatternIsAProblem(String pattern) {
        assertThat(problems("[{match: " + pattern + "}]"))
                .singleElement()
                .asString()
                .startsWith("topics[0].match (--set): ")
                .contains("; allowed: a topic name, or the beginning of one with * after it");
    }

    @Test
    void aPatternGivenTwiceIsAProblemOfTheLaterEntry() {
        assertThat(problems("[{match: a*}, {match: a}, {match: 'a*'}]"))
                .containsExactly("topics[2].match (--set): \"a*\" is that of topics[0] too; allowed: a pattern once");
    }

    @Test
    void twoBadPatternsAreNotTakenForTheSame() {
        assertThat(problems("[{match: a b}, {match: c d}]")).hasSize(2).noneMatch(problem -> problem.contains("too;"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat.*", "null", "[chat.*]"})
    void anEntryThatIsNoGroupOfKeysIsAProblem(String entry) {
        assertThat(problems("[{match: a}, " + entry + "]"))
                .singleElement()
                .asString()
                .startsWith("topics[1] (--set): is no group of keys; allowed: {match, ");
    }

    @Test
    void aValueForAGroupIsAProblem() {
        assertThat(problems("[{match: a, retention: 10}]"))
                .containsExactly("topics[0].retention (--set): is a group of keys and takes no value itself");
    }

    @Test
    void aKeyGivenTwiceInTwoSpellingsIsAProblem() {
        assertThat(problems("[{match: a, retention.messages: 1, retention: {messages: 2}}]"))
                .containsExactly("topics[0].retention.messages (--set): duplicate key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat.*", "{match: a}", "[{match: a}", "[{match: *}]", "[{match: a}] x"})
    void whatIsNoListIsOneProblem(String text) {
        assertThat(problems(text))
                .singleElement()
                .asString()
                .startsWith("topics (--set): ")
                .contains("; allowed: a list of at most 1000 entries {match, ");
    }

    @Test
    void moreThanAThousandEntriesAreAProblem() {
        assertThat(GatewayConfig.of("topics=" + entries(1000)).topics()).hasSize(1000);
        assertThat(problems(entries(1001)))
                .singleElement()
                .asString()
                .startsWith("topics (--set): has 1001 entries; allowed: a list of at most 1000 entries");
    }

    @Test
    void thePrintedEntriesNameTheirSourceAndWhatTheyInherit() {
        ConfigResult.Valid result = (ConfigResult.Valid) settings("topics=[{match: a.*, presence: true}, {match: b}]");
        assertThat(result.effectiveYaml()).endsWith("""
                topics:  # --set
                  - {match: "a.*", retention: {messages: 10000, bytes: 4MiB, age: 5m}, lag: {policy: disconnect, max-keys: 1000}, presence: true}
                  - {match: b, retention: {messages: 10000, bytes: 4MiB, age: 5m}, lag: {policy: disconnect, max-keys: 1000}, presence: false}
                """);
    }

    @Test
    void theExampleInTheReferenceIsValid() {
        String reference = ConfigLoader.reference();
        String example = reference
                .substring(reference.indexOf("topics: []"))
                .lines()
                .filter(line -> line.startsWith("#   "))
                .map(line -> line.substring(1))
                .collect(Collectors.joining("\n", "topics:\n", "\n"));
        assertThat(valid(file(example)).topics())
                .extracting(topic -> topic.match().value())
                .containsExactly("chat.*", "prices");
    }

    private static String entries(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{match: t" + i + "}")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private ConfigResult file(String yaml) {
        try {
            return ConfigLoader.withFile(Files.writeString(folder.resolve("gateway.yaml"), yaml))
                    .load();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ConfigResult settings(String... settings) {
        return ConfigLoader.withoutFile().settings(List.of(settings)).load();
    }

    private static GatewayConfig valid(ConfigResult result) {
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) result).config();
    }

    private static List<String> problems(String topics) {
        ConfigResult result = settings("topics=" + topics);
        assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
        return ((ConfigResult.Invalid) result).problems();
    }
}
