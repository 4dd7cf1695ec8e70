package io.rookery.bench;

import io.rookery.bench.client.Clients;
import io.rookery.bench.client.Target;
import io.rookery.bench.compare.Comparison;
import io.rookery.bench.compare.Runs;
import io.rookery.bench.measure.Processes;
import io.rookery.bench.measure.Report;
import io.rookery.bench.scenario.Chat;
import io.rookery.bench.scenario.Idle;
import io.rookery.bench.scenario.Logins;
import io.rookery.bench.scenario.Provision;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `./rookery bench`: puts load on any XMPP server, and prints what came of it.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "SCENARIO",
        description = "Puts load on an XMPP server and measures it from outside.",
        subcommands = {CommandLine.HelpCommand.class})
public final class Bench {

    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new Bench());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("bench: " + failure.getMessage());
            return 1;
        });
        System.exit(line.execute(arguments));
    }

    /// Which server, and how clients speak to it.
    static final class Server {
        @Option(names = "--target", required = true, description = "HOST:PORT of the server")
        private String address = "";

        @Option(names = "--domain", required = true, description = "domain of the accounts")
        private String domain = "";

        @Option(
                names = "--security",
                defaultValue = "none",
                description = "none, starttls or tls (default: none)")
        private String security = "";

        @Option(
                names = "--mechanism",
                defaultValue = "scram-sha-1",
                description = "plain or scram-sha-1 (default: scram-sha-1)")
        private String mechanism = "";

        @Option(
                names = "--stream-management",
                description =
                        "clients enable XEP-0198 and ask for an acknowledgement of each message")
        private boolean managed;

        @Option(
                names = "--server-pid",
                split = ",",
                description = "processes to measure, with all that they started")
        private List<Long> pids = List.of();

        Target target() {
            int colon = address.lastIndexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException(
                        "--target: " + address + " (expected: HOST:PORT)");
            }
            return new Target(
                    address.substring(0, colon),
                    Integer.parseInt(address.substring(colon + 1)),
                    domain,
                    Target.Security.valueOf(security.toUpperCase(Locale.ROOT)),
                    Target.Mechanism.valueOf(mechanism.toUpperCase(Locale.ROOT).replace('-', '_')),
                    managed);
        }

        Processes processes() {
            return new Processes(pids);
        }
    }

    @Command(name = "register", description = "Registers the accounts in band (XEP-0077).")
    int register(
            @Mixin Server server,
            @Option(names = "--accounts", defaultValue = "1000") int accounts) {
        try (Clients clients = new Clients(server.target())) {
            clients.register(accounts, 8);
        }
        return 0;
    }

    @Command(
            name = "provision",
            description = "Creates a Rookery tenant's domain and its accounts by the tenant API.")
    int provision(
            @Option(names = "--api", required = true, description = "URL of the tenant API")
                    URI api,
            @Option(
                            names = "--key",
                            required = true,
                            description = "an operator's API key: it makes a tenant of its own")
                    String key,
            @Option(names = "--domain", required = true) String domain,
            @Option(names = "--archiving", defaultValue = "on", description = "on or off")
                    String archiving,
            @Option(names = "--accounts", defaultValue = "1000") int accounts) {
        new Provision(api, key).run(domain, archiving.equals("on"), accounts);
        return 0;
    }

    @Command(name = "idle", description = "Sessions that are online and do nothing.")
    int idle(
            @Mixin Server server,
            @Option(names = "--first", defaultValue = "0") int first,
            @Option(names = "--sessions", defaultValue = "1000") int sessions,
            @Option(names = "--hold", defaultValue = "10", description = "seconds") double hold,
            @Option(
                            names = "--collect",
                            defaultValue = "",
                            description = "shell command that makes the server collect its garbage")
                    String collect) {
        return print(
                new Idle(server.target(), first, sessions, hold, () -> shell(collect))
                        .run(server.processes()));
    }

    @Command(name = "login", description = "Whole logins, from connecting to presence.")
    int login(
            @Mixin Server server,
            @Option(names = "--first", defaultValue = "0") int first,
            @Option(names = "--logins", defaultValue = "1000") int logins,
            @Option(names = "--in-flight", defaultValue = "100") int inFlight) {
        return print(new Logins(server.target(), first, logins, inFlight).run(server.processes()));
    }

    @Command(name = "chat", description = "Pairs of sessions that write to each other.")
    int chat(
            @Mixin Server server,
            @Option(names = "--first", defaultValue = "0") int first,
            @Option(names = "--pairs", defaultValue = "500") int pairs,
            @Option(
                            names = "--rate",
                            defaultValue = "0",
                            description = "messages a second over all; 0: as fast as they arrive")
                    int rate,
            @Option(names = "--body", defaultValue = "200", description = "bytes") int body,
            @Option(names = "--warm-up", defaultValue = "10", description = "seconds")
                    double warmUp,
            @Option(names = "--seconds", defaultValue = "20") double seconds) {
        return print(
                new Chat(
                                server.target(),
                                new Chat.Settings(first, pairs, rate, body, warmUp, seconds))
                        .run(server.processes()));
    }

    @Command(
            name = "comparison",
            description = "Makes the table and the chart of what `bench compare` has measured.")
    int comparison(
            @Option(names = "--results", required = true, description = "lines of the runs")
                    Path results,
            @Option(
                            names = "--about",
                            defaultValue = "",
                            description = "what stands above the table: machine, commit, settings")
                    String about,
            @Option(
                            names = "--document",
                            description =
                                    "file whose part between the marks of the comparison is"
                                            + " replaced")
                    Path document,
            @Option(names = "--chart", description = "SVG file to write") Path chart)
            throws IOException {
        Comparison comparison = new Comparison(Runs.read(Files.readAllLines(results)));
        String text = about.isEmpty() ? "" : about + "\n\n";
        text += comparison.table();
        System.out.print(text);
        if (chart != null) {
            Files.writeString(chart, comparison.chart());
        }
        if (document != null) {
            Files.writeString(
                    document,
                    Comparison.written(
                            Files.readString(document),
                            "<!-- comparison -->",
                            "<!-- end of comparison -->",
                            text));
        }
        return 0;
    }

    private static int print(Report report) {
        System.out.print(report.text());
        return 0;
    }

    private static void shell(String command) {
        if (command.isBlank()) {
            return;
        }
        try {
            int status =
                    new ProcessBuilder("sh", "-c", command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start()
                            .waitFor();
            if (status != 0) {
                throw new IllegalStateException("--collect: status " + status + " (expected: 0)");
            }
        } catch (IOException e) {
            throw new IllegalStateException("--collect: " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
