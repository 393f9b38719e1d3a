package io.sluice.server.config;

import io.sluice.model.TopicPattern;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kinds of values that keys have. */
final class Kinds {

    private Kinds() {}

    static Kind<Integer> number(int min, int max) {
        String allowed = "a whole number from " + min + " to " + max;
        return Kind.scalar(allowed, text -> number(text, min, max), String::valueOf);
    }

    static Kind<Integer> port() {
        return Kind.scalar("0 to 65535; 0 takes any free port", text -> number(text, 0, 65535), String::valueOf);
    }

    private static int number(String text, int min, int max) throws Rejection {
        if (!text.matches("[+-]?[0-9][0-9_]*")) {
            throw new Rejection(Texts.quote(text) + " is not a whole number");
        }
        try {
            return inRange(Integer.parseInt(text.replace("_", "")), min, max, text);
        } catch (NumberFormatException e) {
            throw outOfRange(text);
        }
    }

    /** Sizes that fit an int. */
    static Kind<Integer> bytes(String min, String max) {
        Kind<Long> wide = longBytes(min, max);
        return new Kind<>(
                wide.allowed(),
                (value, source) -> Math.toIntExact(wide.parser().parse(value, source)),
                bytes -> ByteSize.format(bytes));
    }

    static Kind<Long> longBytes(String min, String max) {
        long from = constant(min, ByteSize::parse);
        long to = constant(max, ByteSize::parse);
        return Kind.scalar(
                "a size from " + min + " to " + max,
                text -> inRange(ByteSize.parse(text), from, to, text),
                ByteSize::format);
    }

    static Kind<Duration> duration(String min, String max) {
        Duration from = constant(min, Durations::parse);
        Duration to = constant(max, Durations::parse);
        return Kind.scalar(
                "a duration from " + min + " to " + max,
                text -> inRange(Durations.parse(text), from, to, text),
                Durations::format);
    }

    /** A part of a whole. */
    static Kind<Double> share(double min) {
        return Kind.scalar(
                "a share from " + min + " to 1.0",
                text -> {
                    if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,9})?")) {
                        throw new Rejection(Texts.quote(text) + " is not a number such as 0.75");
                    }
                    return inRange(Double.parseDouble(text), min, 1.0, text);
                },
                String::valueOf);
    }

    static Kind<Boolean> yesNo() {
        return Kind.scalar(
                "true or false",
                text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new Rejection(Texts.quote(text) + " is neither true nor false");
                },
                String::valueOf);
    }

    static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
        List<E> all = List.of(type.getEnumConstants());
        String allowed = all.stream().map(Kinds::lowerCase).collect(Collectors.joining(", "));
        return Kind.scalar(
                "one of " + allowed,
                text -> all.stream()
                        .filter(choice -> lowerCase(choice).equals(text.toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(() -> new Rejection(Texts.quote(text) + " is not known")),
                Kinds::lowerCase);
    }

    static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** An address to listen on. */
    static Kind<String> host() {
        return Kind.scalar("a host name or an IP address", Kinds::host, Texts::yaml);
    }

    private static String host(String text) throws Rejection {
        if (!Hosts.isNameOrAddress(text)) {
            throw new Rejection(Texts.quote(text) + " is not a host name or an IP address");
        }
        return text;
    }

    static Kind<List<String>> hosts() {
        return list("host names without port", text -> host(text).toLowerCase(Locale.ROOT), Texts::yaml);
    }

    static Kind<List<OriginPattern>> origins() {
        return list(
                "origins such as https://app.example.com or https://*.example.com, or \"*\" for all",
                text -> checked(text, OriginPattern::parse),
                origin -> Texts.yaml(origin.toString()));
    }

    static Kind<List<Cidr>> cidrs() {
        return list(
                "address blocks such as 10.0.0.0/8 or fd00::/8",
                text -> checked(text, Cidr::parse),
                cidr -> Texts.yaml(cidr.toString()));
    }

    static Kind<LogBudget> logBudget(String minBytes) {
        long min = constant(minBytes, ByteSize::parse);
        return Kind.scalar(
                "1% to 90% of the maximum of direct memory, or a size from " + minBytes,
                text -> text.endsWith("%")
                        ? new LogBudget.Percent(
                                number(text.substring(0, text.length() - 1).strip(), 1, 90))
                        : new LogBudget.Fixed(inRange(ByteSize.parse(text), min, Long.MAX_VALUE, text)),
                LogBudget::toString);
    }

    static Kind<RedisUri> redisUri() {
        return Kind.scalar(RedisUri.ALLOWED, RedisUri::parse, uri -> Texts.yaml(uri.toString()));
    }

    /** A file that can be read now, or none; beside the configuration file where its name is relative. */
    static Kind<Optional<Path>> file() {
        return new Kind<>(
                "the name of a file that can be read, or none",
                (value, source) -> {
                    String text = Kind.text(value);
                    return text.equals("none") ? Optional.empty() : Optional.of(readable(text, source));
                },
                file -> file.map(path -> Texts.yaml(path.toString())).orElse("none"));
    }

    private static Path readable(String name, Source source) throws Rejection {
        try {
            Path file = source.resolve(Path.of(name));
            if (Files.isRegularFile(file) && Files.isReadable(file)) {
                return file;
            }
        } catch (InvalidPathException e) {
            throw new Rejection(Texts.quote(name) + " cannot be the name of a file");
        }
        throw new Rejection(Texts.quote(name) + " is no file that can be read");
    }

    /** A name of our own, which ends up in other systems. */
    static Kind<String> name() {
        return Kind.scalar(
                "1 to 64 characters of A-Z a-z 0-9 . _ -",
                text -> {
                    if (!text.matches("[A-Za-z0-9._-]{1,64}")) {
                        throw new Rejection(Texts.quote(text) + " has other characters, or too many");
                    }
                    return text;
                },
                Texts::yaml);
    }

    /** A header of requests, in small letters; empty for none. */
    static Kind<String> headerName() {
        return Kind.scalar(
                "off, or the name of a header: 1 to 64 characters of A-Z a-z 0-9 -",
                text -> {
                    if (!text.matches("[A-Za-z0-9-]{1,64}")) {
                        throw new Rejection(Texts.quote(text) + " has other characters, or too many");
                    }
                    String name = text.toLowerCase(Locale.ROOT);
                    return name.equals("off") ? "" : name;
                },
                name -> name.isEmpty() ? "off" : name);
    }

    static Kind<TopicPattern> topicPattern() {
        return Kind.scalar(
                TopicPattern.ALLOWED,
                text -> checked(text, TopicPattern::new),
                pattern -> Texts.yaml(pattern.toString()));
    }

    /** Lists are YAML lists or texts with commas. All wrong elements are reported. */
    private static <T> Kind<List<T>> list(String allowed, Kind.TextParser<T> element, Function<T, String> printer) {
        return new Kind<>(
                "a list of " + allowed,
                (value, source) -> elements(value, element),
                list -> list.stream().map(printer).collect(Collectors.joining(", ", "[", "]")));
    }

    private static <T> List<T> elements(Value value, Kind.TextParser<T> element) throws Rejection {
        List<T> parsed = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (Value item : items(value)) {
            try {
                parsed.add(element.parse(Kind.text(item)));
            } catch (Rejection e) {
                reasons.addAll(e.reasons());
            }
        }
        if (!reasons.isEmpty()) {
            throw new Rejection(reasons);
        }
        return parsed;
    }

    /** The items of a YAML list, of flow syntax in a text, or of a text with commas. */
    static List<Value> items(Value value) throws Rejection {
        return switch (value) {
            case Value.Items items -> items.items();
            case Value.Scalar scalar when scalar.text().isBlank() -> List.of();
            case Value.Scalar scalar
            when scalar.text().strip().startsWith("[") ->
                items(YamlReader.readFlow(scalar.text().strip()));
            case Value.Scalar scalar ->
                Arrays.stream(scalar.text().split(",", -1))
                        .<Value>map(Value.Scalar::new)
                        .toList();
            case Value.Nothing nothing -> throw new Rejection("has no value");
            case Value.Fields fields -> throw new Rejection("is a group of keys");
        };
    }

    private static <T> T checked(String text, Function<String, T> parser) throws Rejection {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new Rejection(Texts.quote(text) + " " + e.getMessage());
        }
    }

    private static <T extends Comparable<T>> T inRange(T value, T min, T max, String text) throws Rejection {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw outOfRange(text);
        }
        return value;
    }

    private static Rejection outOfRange(String text) {
        return new Rejection(Texts.quote(text) + " is out of range");
    }

    private static <T> T constant(String text, Kind.TextParser<T> parser) {
        try {
            return parser.parse(text);
        } catch (Rejection e) {
            throw new IllegalStateException("a bound in the schema: " + e.getMessage(), e);
        }
    }
}
