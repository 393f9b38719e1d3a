package io.sluice.bench;

import io.sluice.bench.cluster.ClusterCommand;
import io.sluice.bench.faults.FaultsCommand;
import io.sluice.bench.growth.GrowthCommand;
import io.sluice.bench.jmh.FootprintCommand;
import io.sluice.bench.jmh.JmhCommand;
import io.sluice.bench.load.LoadCommand;
import io.sluice.bench.report.TableCommand;
import io.sluice.bench.report.page.ReportCommand;
import io.sluice.bench.soak.SoakCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point. */
@Command(
        name = "sluice-bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Measures, soaks and breaks push gateways on this machine.",
        subcommands = {
            LoadCommand.class,
            TableCommand.class,
            ReportCommand.class,
            JmhCommand.class,
            FootprintCommand.class,
            GrowthCommand.class,
            SoakCommand.class,
            FaultsCommand.class,
            ClusterCommand.class
        })
public final class Main {
    private Main() {}

    /** Ends the process with the exit code of the command. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main())
                .setExitCodeExceptionMapper(unexpected -> CommandLine.ExitCode.USAGE)
                .execute(args));
    }
}
