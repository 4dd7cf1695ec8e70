package io.rookery.server.demo;

import io.rookery.server.cli.Commands;
import io.rookery.server.cli.Rookery;
import io.rookery.server.cluster.Deployment;
import io.rookery.server.cluster.LocalCluster;
import io.rookery.server.cluster.Network;
import io.rookery.server.cluster.Observation.State;
import io.rookery.server.cluster.Supervision;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Fills the disks under a deployment's PostgreSQL and Kafka while two people chat, and makes room
/// again, as a program of its own: `storage` and `broker-1` of its data directory are small file
/// systems. Ends with status 0 when all was as promised; else it says what was not.
public final class FullDiskDrill {
    private static final Duration WAIT = Duration.ofMinutes(2);
    private static final Duration FULL = Duration.ofSeconds(20);
    private static final long LOOK_MILLIS = 500;
    private static final int CHUNK = 64 << 10;
    private static final int PAGE = 4_096;
    private static final String NO_SPACE = "No space left on device";

    private final Path data;
    private final Network network;
    private final LocalCluster cluster;
    private final Commands commands;
    private final long begun = System.nanoTime();

    private FullDiskDrill(Path data, Network network) {
        this.data = data;
        this.network = network;
        this.cluster = new LocalCluster(data, Rookery.class.getName(), this::say);
        this.commands = new Commands("--data", data.toString());
    }

    /// @param args data directory, number of the network
    public static void main(String[] args) throws Exception {
        FullDiskDrill drill =
                new FullDiskDrill(Path.of(args[0]), new Network(Integer.parseInt(args[1]), 0));
        try {
            drill.run();
        } catch (Exception | AssertionError e) {
            drill.logs();
            throw e;
        } finally {
            drill.cluster.stop();
            drill.cluster.close();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        cluster.start(new Deployment(1, 1, 1, 1, 1, network, List.of("shards=8")));
        Thread.ofVirtual().start(this::supervise);
        Town town = new Town(cluster, network, "full.example");
        town.users(List.of("juliet", "romeo"));
        try (Phone juliet = town.phone("juliet", 1);
                Phone romeo = town.phone("romeo", 1)) {
            Conversation talk = new Conversation(juliet, romeo);
            eventually("they hear", () -> talk.heard() > 10);

            Path full = fill(data.resolve("storage"));
            hears(talk, "while PostgreSQL's disk is full");
            eventually("the archiver says why", () -> log("archiver-1").contains(NO_SPACE));
            eventually(
                    "the doctor says it",
                    () -> commands.run("doctor").out().contains("cannot write"));
            say(commands.run("doctor").out());
            // The worst: the log of changes has no room, on which PostgreSQL ends itself.
            switchLog();
            hears(talk, "though PostgreSQL may have ended");
            Files.delete(full);
            say("room again under PostgreSQL");
            eventually("PostgreSQL is there", () -> rows("romeo") >= 0);
            int soFar = talk.heard();
            eventually("the archive has caught up", () -> rows("romeo") >= soFar);

            full = fill(data.resolve("broker-1"));
            eventually(
                    "the broker has stopped",
                    () -> log("broker-1").contains(NO_SPACE) || !isUp("broker-1"));
            int then = talk.heard();
            quiet(FULL);
            say("%d messages heard in %s without Kafka".formatted(talk.heard() - then, FULL));
            log("core-1").lines().filter(line -> line.contains("lost")).forEach(this::say);
            say(commands.run("doctor").out());
            int before = talk.heard();
            Files.delete(full);
            say("room again under Kafka");
            eventually("the broker is up", () -> isUp("broker-1"));
            eventually("they hear again", () -> talk.heard() > before + 10);

            talk.end();
            eventually("all was heard or came back", talk::complete);
            say(talk.toString());
            int refused = talk.refused().size();
            eventually("romeo's archive is whole", () -> rows("romeo") >= talk.heard());
            eventually("juliet's archive is whole", () -> rows("juliet") >= talk.heard());
            require(talk.fault().isEmpty(), talk.fault());
            require(rows("romeo") <= talk.said(), "romeo: " + rows("romeo") + " rows");
            require(rows("juliet") <= talk.said(), "juliet: " + rows("juliet") + " rows");
            say(
                    "said %d, heard %d, refused %d, archived %d and %d, longest wait %s"
                            .formatted(
                                    talk.said(),
                                    talk.heard(),
                                    refused,
                                    rows("juliet"),
                                    rows("romeo"),
                                    talk.longestWait()));
            talk.close();
        }
    }

    private void supervise() {
        try {
            new Supervision(cluster, true, this::say).run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Takes all the room there is.
    private Path fill(Path directory) throws IOException {
        Path file = directory.resolve("filler");
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int size : new int[] {CHUNK, PAGE, 1}) {
                pour(out, size);
            }
        }
        say("%s is full: %d MB of filler".formatted(directory, Files.size(file) >> 20));
        return file;
    }

    private static void pour(OutputStream out, int size) {
        try {
            while (true) {
                out.write(new byte[size]);
            }
        } catch (IOException e) {
            // Full, as it should be.
        }
    }

    private void hears(Conversation talk, String when) throws Exception {
        int before = talk.heard();
        quiet(FULL);
        int heard = talk.heard() - before;
        say("%d messages heard in %s %s".formatted(heard, FULL, when));
        require(heard > FULL.toSeconds(), "they do not go on: " + talk);
    }

    private void quiet(Duration time) throws InterruptedException {
        require(
                !new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS),
                "nobody counts down");
    }

    // ---- PostgreSQL, as its superuser

    private Connection superuser() throws IOException, SQLException {
        Properties passwords = new Properties();
        try (Reader reader =
                Files.newBufferedReader(data.resolve("storage/postgres/passwords.properties"))) {
            passwords.load(reader);
        }
        return DriverManager.getConnection(
                "jdbc:postgresql://127.%d.9.1:15432/rookery?connectTimeout=5&socketTimeout=10"
                        .formatted(network.second()),
                "postgres",
                passwords.getProperty("postgres"));
    }

    private void switchLog() throws IOException {
        for (int i = 0; i < 20; i++) {
            try (Connection connection = superuser();
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_logical_emit_message(true, 'drill', 'x')");
                statement.execute("SELECT pg_switch_wal()");
            } catch (SQLException e) {
                say("PostgreSQL, at the %d. new part of its log: %s".formatted(i, e.getMessage()));
                return;
            }
        }
    }

    /// Messages in a user's archive; -1 while PostgreSQL cannot be asked.
    private int rows(String user) {
        try (Connection connection = superuser();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT count(*) FROM archive_message WHERE owner = '%s@full.example'"
                                        .formatted(user))) {
            return row.next() ? row.getInt(1) : -1;
        } catch (SQLException | IOException e) {
            return -1;
        }
    }

    // ---- looking and telling

    private boolean isUp(String name) {
        return cluster.look().stream()
                .filter(each -> each.member().name().equals(name))
                .allMatch(each -> each.state() == State.UP);
    }

    private String log(String name) throws IOException {
        Path file = data.resolve(name).resolve("node.log");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private void logs() throws IOException {
        cluster.look().forEach(each -> say(each.toString()));
        for (String name : List.of("storage", "broker-1", "archiver-1", "core-1")) {
            List<String> lines = log(name).lines().toList();
            say("---- " + name);
            lines.subList(Math.max(0, lines.size() - 30), lines.size()).forEach(this::say);
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void eventually(String what, Condition condition) throws Exception {
        long asked = System.nanoTime();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.holds()) {
            if (never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)
                    || System.nanoTime() - asked > WAIT.toNanos()) {
                throw new AssertionError("still not so after " + WAIT + ": " + what);
            }
        }
        say("%s (%.1f s)".formatted(what, (System.nanoTime() - asked) / 1e9));
    }

    private static void require(boolean good, String otherwise) {
        if (!good) {
            throw new AssertionError(otherwise);
        }
    }

    private void say(String text) {
        System.out.printf("%6.1f s  %s%n", (System.nanoTime() - begun) / 1e9, text);
    }
}
