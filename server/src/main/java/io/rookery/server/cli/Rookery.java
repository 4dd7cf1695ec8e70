package io.rookery.server.cli;

import io.rookery.server.roles.StartFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line's entry.
@Command(
        name = "rookery",
        mixinStandardHelpOptions = true,
        subcommands = {
            Up.class,
            ClusterCommands.class,
            ClusterStorage.class,
            ClusterBroker.class,
            Chaos.class,
            ClusterSupervisor.class,
            Demo.class,
            SessionCommands.class,
            TraceCommand.class,
            DoctorCommand.class,
            DeadLetterCommands.class,
            HookCommands.class,
            ListSettings.class,
            ListMetrics.class,
            CommandLine.HelpCommand.class
        },
        description = "A multi-tenant XMPP messaging backend.")
public final class Rookery {

    private Rookery() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Rookery())
                .setExecutionExceptionHandler((exception, commandLine, parsed) -> {
                    if (!(exception instanceof StartFailure)
                            && !(exception instanceof ApiAccess.Unreachable)) {
                        throw exception;
                    }
                    commandLine.getErr().println("rookery: " + exception.getMessage());
                    commandLine.getErr().flush();
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }
}
