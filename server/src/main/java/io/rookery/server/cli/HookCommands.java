package io.rookery.server.cli;

import picocli.CommandLine.Command;

/// `rookery hooks`: what helps a tenant with its backend.
@Command(
        name = "hooks",
        mixinStandardHelpOptions = true,
        subcommands = CheckHook.class,
        description = "What helps with a tenant's backend.")
final class HookCommands {}
