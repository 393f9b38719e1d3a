package io.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaTest {

    private static final Path SHIPPED = Path.of("..", "config", "gateway.yaml");

    /** Among these is a value other than the default for a key of any kind. */
    private static final List<String> SAMPLES = List.of(
            "false",
            "true",
            "nio",
            "skip",
            "[{match: a}]",
            "localhost",
            "https://a.example",
            "10.0.0.0/8",
            "a:b",
            "0.5",
            "20s",
            "45s",
            "20ms",
            "7ms",
            "5m",
            "redis",
            "rediss://other:1",
            "true",
            "pom.xml",
            "openssl",
            "other",
            "777",
            "7",
            "40000",
            "33%");

    @Test
    void theShippedFileIsTheReferenceOfTheSchema() throws IOException {
        assertThat(Files.readString(SHIPPED))
                .as("config/gateway.yaml; write it anew with: sluice print-config --defaults > config/gateway.yaml")
                .isEqualTo(ConfigLoader.reference());
    }

    @Test
    void theShippedFileSetsEveryKeyToItsDefault() {
        ConfigResult.Valid shipped =
                (ConfigResult.Valid) ConfigLoader.withFile(SHIPPED).load();
        assertThat(shipped.config()).isEqualTo(GatewayConfig.of());
        assertThat(shipped.effectiveYaml().lines().filter(line -> line.contains(SHIPPED + ":")))
                .hasSameSizeAs(Schema.KEYS);
    }

    @Test
    void everyKeyIsDescribedAndDeclaredOnce() {
        assertThat(Schema.KEYS).extracting(Setting::path).doesNotHaveDuplicates();
        assertThat(Schema.KEYS).allSatisfy(key -> {
            assertThat(key.description()).endsWith(".");
            assertThat(key.allowed()).isNotEmpty();
            assertThat(key.path()).matches("[a-z]+(-[a-z]+)*(\\.[a-z]+(-[a-z]+)*)*");
        });
    }

    static Stream<String> keys() {
        return Schema.KEYS.stream().map(Setting::path);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aKeyFillsTheRecordComponentOfItsNameAndNoOther(String key) {
        List<String> needed = neededBy(key);
        Map<String, Object> defaults = flatten("", GatewayConfig.of(needed.toArray(String[]::new)));
        Set<String> changed = SAMPLES.stream()
                .map(sample -> ConfigLoader.withoutFile()
                        .settings(Stream.concat(needed.stream(), Stream.of(key + "=" + sample))
                                .toList())
                        .load())
                .filter(ConfigResult.Valid.class::isInstance)
                .map(result -> differences(defaults, flatten("", ((ConfigResult.Valid) result).config())))
                .filter(differences -> !differences.isEmpty())
                .findFirst()
                .orElseThrow();
        String component = Pattern.compile("-([a-z])")
                .matcher(key)
                .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
        assertThat(changed).singleElement().asString().isIn(component, component + "Bytes", component + "PerSecond");
    }

    /** Keys that mean nothing without others. */
    private static List<String> neededBy(String key) {
        String section = key.substring(0, key.lastIndexOf('.') + 1);
        if (key.equals("client.proxy-protocol")) {
            return List.of("client.trusted-proxies=10.0.0.0/8");
        }
        if (key.endsWith(".tls.keystore-password")) {
            return List.of(section + "keystore=../pom.xml");
        }
        return key.contains(".tls.") && !key.endsWith(".keystore")
                ? List.of(section + "certificate=../pom.xml", section + "key=../pom.xml")
                : List.of();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyCanBeSetByItsVariable(String key) {
        String variable = "SLUICE_" + key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
        ConfigResult result =
                ConfigLoader.withoutFile().environment(Map.of(variable, "!")).load();
        assertThat(result)
                .isInstanceOfSatisfying(
                        ConfigResult.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .singleElement()
                                .asString()
                                .startsWith(key + " ("));
    }

    @Test
    void whatIsPrintedReadsBackAsTheSameConfiguration() throws IOException {
        ConfigResult.Valid first = (ConfigResult.Valid) ConfigLoader.withoutFile()
                .settings(List.of(
                        "client.origins=*,https://*.example.com:8443,http://[::1]:3000",
                        "client.host=::",
                        "client.trusted-proxies=fd00::/8,10.0.0.1",
                        "push.hosts=null,push.internal",
                        "memory.log-budget=1GiB",
                        "retention.age=90s",
                        "heartbeat.interval=PT1.5S",
                        "retention.bytes=4MB",
                        "lag.policy=skip",
                        "topics=[{match: '*', presence: true}, {match: 'a:b@c*', retention: {age: 1500ms}}, {match: 'null'}]",
                        "transport=IO_URING"))
                .load();
        Path copy = Files.createTempFile("gateway", ".yaml");
        try {
            Files.writeString(copy, first.effectiveYaml());
            assertThat(ConfigLoader.withFile(copy).load())
                    .isInstanceOfSatisfying(
                            ConfigResult.Valid.class,
                            second -> assertThat(second.config()).isEqualTo(first.config()));
        } finally {
            Files.delete(copy);
        }
    }

    private static Set<String> differences(Map<String, Object> one, Map<String, Object> other) {
        Set<String> changed = new TreeSet<>();
        one.forEach((path, value) -> {
            if (!value.equals(other.get(path))) {
                changed.add(path);
            }
        });
        return changed;
    }

    private static boolean isGroup(Record value) {
        return value.getClass().getEnclosingClass() == GatewayConfig.class
                || value.getClass().getEnclosingClass() == TlsConfig.class
                || value instanceof TlsConfig;
    }

    private static Map<String, Object> flatten(String prefix, Record node) {
        Map<String, Object> flat = new LinkedHashMap<>();
        for (RecordComponent component : node.getClass().getRecordComponents()) {
            Object value;
            try {
                value = component.getAccessor().invoke(node);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(e.getMessage(), e);
            }
            if (value instanceof Record inner && isGroup(inner)) {
                flat.putAll(flatten(prefix + component.getName() + ".", inner));
            } else {
                flat.put(prefix + component.getName(), value);
            }
        }
        return flat;
    }
}
