package io.rookery.bench.check;

import io.rookery.bench.journal.Journal;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Judges a run of `./rookery chaos` by what was written down.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Judges a chaos run by its journals, the archives and the rows.",
        exitCodeListHeading = "exit status%n",
        exitCodeList = {
            "0:every promise was kept, and the run counts",
            "1:a promise was broken, or the run cannot be judged",
            "2:the command cannot be understood",
            "3:nothing was broken, but the run does not count",
        })
public final class Check implements Callable<Integer> {
    private static final int BROKEN = 1;
    private static final int DOES_NOT_COUNT = 3;
    private static final int SHOWN = 40;

    @Option(names = "--logs", required = true, description = "the run's journals")
    private Path logs = Path.of("logs");

    @Option(
            names = "--secrets",
            required = true,
            description = "properties that say how the database is reached")
    private Path secrets = Path.of("secrets.properties");

    /// @param arguments as `--help` lists them
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Check()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, SQLException {
        Evidence evidence = new Evidence(Faults.read(logs.resolve("faults.log")));
        for (Path file : journals()) {
            String name = String.valueOf(file.getFileName());
            Sessions client =
                    evidence.client(name.replace(".talker.log", "").replace(".pager.log", ""));
            Journal.read(file, client::take);
        }
        try (Rows rows = new Rows(properties(secrets))) {
            Properties tenants = properties(logs.resolve("tenants.properties"));
            for (String domain : tenants.stringPropertyNames()) {
                rows.read(tenants.getProperty(domain), evidence);
            }
        }
        return report(evidence.verdict());
    }

    private int report(Verdict verdict) throws IOException {
        List<String> details = verdict.details();
        Files.write(logs.resolve("findings.txt"), details);
        details.stream().limit(SHOWN).forEach(System.out::println);
        if (details.size() > SHOWN) {
            System.out.println(
                    "… %d more in %s"
                            .formatted(details.size() - SHOWN, logs.resolve("findings.txt")));
        }
        System.out.println(verdict.line());
        Files.writeString(logs.resolve("verdict.txt"), verdict.line() + '\n');
        if (!verdict.promisesKept()) {
            return BROKEN;
        }
        List<String> reservations = verdict.reservations();
        if (!reservations.isEmpty()) {
            System.out.println("does not count: " + String.join("; ", reservations));
            return DOES_NOT_COUNT;
        }
        return 0;
    }

    private List<Path> journals() throws IOException {
        try (Stream<Path> files = Files.list(logs)) {
            return files.filter(file ->
                            file.toString().endsWith(".talker.log")
                                    || file.toString().endsWith(".pager.log"))
                    .sorted()
                    .toList();
        }
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }
}
