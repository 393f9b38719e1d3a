package io.sluice.server;

import io.sluice.server.config.ConfigLoader;
import io.sluice.server.config.ConfigResult;
import io.sluice.server.config.GatewayConfig;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command line. Exit codes: 0 done, 1 the gateway could not start, failed or is not well, 2 the command line or the
 * configuration is wrong.
 */
@Command(
        name = "sluice",
        description = "A push gateway: POST a message once, deliver it to every subscriber.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        scope = ScopeType.INHERIT)
public final class Main implements Callable<Integer> {

    private static final int INVALID = 2;

    private final Map<String, String> environment;
    private final ToIntFunction<GatewayConfig> gateway;

    @Spec
    private @Nullable CommandSpec spec;

    Main(Map<String, String> environment, ToIntFunction<GatewayConfig> gateway) {
        this.environment = environment;
        this.gateway = gateway;
    }

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        System.exit(new Main(System.getenv(), Service::serve).run(out, err, args));
    }

    /** Runs one command and answers the exit code. */
    int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(this)
                .setOut(out)
                .setErr(err)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((mistake, given) -> explain(mistake))
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
                    if (failure instanceof StartupException) {
                        commandLine.getErr().println("sluice: " + failure.getMessage());
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw failure;
                })
                .execute(args);
    }

    private static int explain(CommandLine.ParameterException mistake) {
        CommandLine command = mistake.getCommandLine();
        if (mistake instanceof CommandLine.UnmatchedArgumentException unmatched) {
            // What follows a "=" may be the secret of somebody who forgot --set.
            String names = unmatched.getUnmatched().stream()
                    .map(argument -> argument.replaceFirst("=.*", "=…"))
                    .collect(Collectors.joining(" "));
            String hint = names.contains("=") ? "; settings are --set dotted.key=value" : "";
            command.getErr().println("sluice: not understood: " + names + hint);
        } else {
            command.getErr().println("sluice: " + mistake.getMessage());
        }
        command.usage(command.getErr());
        return INVALID;
    }

    @Override
    public Integer call() {
        commandLine().usage(commandLine().getErr());
        return INVALID;
    }

    @Command(name = "serve", description = "Runs the gateway until SIGTERM or Ctrl-C, which drain it.")
    int serve(@CommandLine.Mixin Inputs inputs) {
        return switch (load(inputs)) {
            case ConfigResult.Valid valid -> {
                Logger log = LoggerFactory.getLogger(Main.class);
                Preflight.check(valid.config()).forEach(log::warn);
                yield gateway.applyAsInt(valid.config());
            }
            case ConfigResult.Invalid invalid -> INVALID;
        };
    }

    @Command(
            name = "check-config",
            description = "Tells whether the configuration is valid, and which rules its topics have.")
    int checkConfig(@CommandLine.Mixin Inputs inputs) {
        return switch (load(inputs)) {
            case ConfigResult.Valid valid -> {
                List<String> problems = TlsPorts.problems(valid.config());
                problems.forEach(problem -> commandLine().getErr().println("sluice: " + problem));
                yield problems.isEmpty() ? print("configuration is valid\n" + valid.topicsYaml()) : INVALID;
            }
            case ConfigResult.Invalid invalid -> INVALID;
        };
    }

    @Command(name = "print-config", description = "Prints the configuration in effect as YAML, secrets hidden.")
    int printConfig(
            @CommandLine.Mixin Inputs inputs,
            @Option(names = "--defaults", description = "Print every key with its default and what it is for instead.")
                    boolean defaults) {
        if (defaults) {
            return print(ConfigLoader.reference());
        }
        return switch (load(inputs)) {
            case ConfigResult.Valid valid -> print(valid.effectiveYaml());
            case ConfigResult.Invalid invalid -> INVALID;
        };
    }

    @Command(
            name = "health",
            description = "Asks the gateway that runs with this configuration whether it is ready; exits with 0 or 1.")
    int health(
            @CommandLine.Mixin Inputs inputs,
            @Option(names = "--live", description = "Ask whether it lives instead: a draining one does.")
                    boolean live) {
        return switch (load(inputs)) {
            case ConfigResult.Valid valid -> {
                HealthProbe.Result result = new HealthProbe(valid.config().push()).ask(live);
                print(result.text() + "\n");
                yield result.ok() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
            }
            case ConfigResult.Invalid invalid -> INVALID;
        };
    }

    private ConfigResult load(Inputs inputs) {
        ConfigLoader loader = inputs.config == null ? ConfigLoader.withoutFile() : ConfigLoader.withFile(inputs.config);
        ConfigResult result =
                loader.environment(environment).settings(inputs.settings).load();
        PrintWriter err = commandLine().getErr();
        result.warnings().forEach(warning -> err.println("sluice: warning: " + warning));
        if (result instanceof ConfigResult.Invalid invalid) {
            invalid.problems().forEach(problem -> err.println("sluice: " + problem));
        }
        return result;
    }

    private int print(String text) {
        commandLine().getOut().print(text);
        commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command");
        }
        return spec.commandLine();
    }

    /** Where the configuration comes from. */
    static final class Inputs {
        @Option(
                names = {"-c", "--config"},
                paramLabel = "FILE",
                description = "YAML file; without it the defaults.")
        private @Nullable Path config;

        @Option(
                names = "--set",
                paramLabel = "dotted.key=value",
                description = "Overrides the file and the environment. May be repeated.")
        private List<String> settings = List.of();
    }

    /** What the jar's manifest says. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"sluice " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
