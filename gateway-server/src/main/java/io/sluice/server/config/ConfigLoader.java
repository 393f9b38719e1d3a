package io.sluice.server.config;

import io.sluice.server.config.Binder.Given;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration: the file, over it the environment, over that the settings. Nothing throws for what an operator
 * wrote; {@link #load()} answers with every problem at once.
 */
public final class ConfigLoader {

    private static final String PREFIX = "SLUICE_";

    /** Variables with the prefix that mean something else than a key. */
    private static final List<String> OTHER_VARIABLES =
            List.of(LogSettings.LEVEL, LogSettings.FORMAT, "SLUICE_JAVA_OPTS");

    private static final Map<String, Setting> KEYS =
            Schema.KEYS.stream().collect(Collectors.toUnmodifiableMap(Setting::path, Function.identity()));

    private static final Map<String, String> PATH_BY_VARIABLE =
            KEYS.keySet().stream().collect(Collectors.toUnmodifiableMap(ConfigLoader::variable, Function.identity()));

    private final @Nullable Path file;
    private Map<String, String> environment = Map.of();
    private List<String> settings = List.of();

    private final Map<String, Given> given = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private ConfigLoader(@Nullable Path file) {
        this.file = file;
    }

    /** Starts from the defaults. */
    public static ConfigLoader withoutFile() {
        return new ConfigLoader(null);
    }

    /** Starts from a YAML file; an empty one means the defaults. */
    public static ConfigLoader withFile(Path file) {
        return new ConfigLoader(file);
    }

    /**
     * Sets the environment, which overrides the file.
     *
     * @param variables all of the process; those that do not start with {@code SLUICE_} are ignored
     */
    public ConfigLoader environment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        return this;
    }

    /**
     * Sets what overrides file and environment.
     *
     * @param dotted {@code dotted.key=value} each; of two for one key the later counts
     */
    public ConfigLoader settings(List<String> dotted) {
        settings = List.copyOf(dotted);
        return this;
    }

    /** Every key with its default, what it is for and what is allowed, as a YAML file. */
    public static String reference() {
        return ConfigPrinter.reference(Schema.KEYS);
    }

    /** Reads everything; to be called once. */
    public ConfigResult load() {
        if (file != null) {
            readFile(file);
        }
        problems.addAll(LogSettings.problems(environment));
        new TreeMap<>(environment).forEach(this::readVariable);
        for (int i = 0; i < settings.size(); i++) {
            readSetting(settings.get(i), i + 1);
        }
        Binder binder = new Binder(given);
        GatewayConfig config = Schema.bind(binder);
        problems.addAll(binder.problems());
        return problems.isEmpty()
                ? new ConfigResult.Valid(config, ConfigPrinter.effective(binder.settings()), List.copyOf(warnings))
                : new ConfigResult.Invalid(List.copyOf(problems), List.copyOf(warnings));
    }

    private void readFile(Path path) {
        try {
            String yaml = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString();
            YamlReader.read(yaml, new FileSink(path));
        } catch (NoSuchFileException e) {
            problems.add(path + ": no such file");
        } catch (AccessDeniedException e) {
            problems.add(path + ": permission denied");
        } catch (CharacterCodingException e) {
            problems.add(path + ": not UTF-8 text");
        } catch (IOException e) {
            problems.add(path + ": cannot be read" + (Files.isDirectory(path) ? ", it is a directory" : ""));
        }
    }

    private final class FileSink implements YamlReader.Sink {
        private final Path path;

        private FileSink(Path path) {
            this.path = path;
        }

        @Override
        public boolean isKey(String key) {
            return KEYS.containsKey(key);
        }

        @Override
        public void onValue(String key, Value value, int line, int column) {
            boolean emptySection = value instanceof Value.Nothing
                    && KEYS.keySet().stream().anyMatch(known -> known.startsWith(key + "."));
            if (!emptySection) {
                give(key, value, new Source.FileLine(path, line, column));
            }
        }

        @Override
        public void onFault(int line, int column, String what) {
            problems.add("%s:%d:%d: %s".formatted(path, line, column, what));
        }
    }

    private void readVariable(String name, String value) {
        if (!name.startsWith(PREFIX) || OTHER_VARIABLES.contains(name)) {
            return;
        }
        String path = PATH_BY_VARIABLE.get(name);
        if (path == null) {
            // Kubernetes and scripts use the prefix too.
            warnings.add("environment variable " + name + " sets nothing"
                    + Suggestion.of(name, PATH_BY_VARIABLE.keySet())
                            .map(meant -> "; did you mean " + meant + "?")
                            .orElse(""));
        } else if (value.matches("(tcp|udp|sctp)://.*")) {
            warnings.add("environment variable " + name + " is ignored, it describes a Kubernetes service and not "
                    + path + "; enableServiceLinks: false in the pod avoids this");
        } else {
            give(path, new Value.Scalar(value), new Source.Environment(name));
        }
    }

    private void readSetting(String setting, int number) {
        int equals = setting.indexOf('=');
        if (equals <= 0) {
            // Not quoted: it may hold a secret.
            problems.add("--set number " + number + " has no key or no \"=\"; allowed: --set dotted.key=value");
            return;
        }
        String path = setting.substring(0, equals).strip();
        give(path, new Value.Scalar(setting.substring(equals + 1)), new Source.SetOption());
    }

    private void give(String path, Value value, Source source) {
        if (KEYS.containsKey(path)) {
            given.put(path, new Given(value, source));
            return;
        }
        // The value is not shown: it may be a secret behind a misspelt key.
        boolean section = KEYS.keySet().stream().anyMatch(known -> known.startsWith(path + "."));
        problems.add("%s (%s): ".formatted(Texts.oneLine(path), source)
                + (section
                        ? "is a group of keys and takes no value itself"
                        : "unknown key"
                                + Suggestion.of(path, KEYS.keySet())
                                        .map(meant -> "; did you mean " + meant + "?")
                                        .orElse("; print-config --defaults lists all keys")));
    }

    private static String variable(String path) {
        return PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
