package io.rookery.server.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.server.roles.StartFailure;
import io.rookery.testkit.net.TcpStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// What docs/operations.md says of backup, restore and disasters, done to one node, in this order.
@Tag("drill")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RestoreTest {
    private static final String DOMAIN = "restored.example";
    private static final int EACH = 10;

    private final List<String> said = new ArrayList<>();
    private final Path data;
    private final Path backup;

    RestoreTest(@TempDir Path place) {
        data = place.resolve("data");
        backup = place.resolve("backup");
    }

    @Test
    @Order(1)
    void
            a_backup_is_taken_from_a_database_that_is_written_to_and_gets_from_the_log_what_came_since()
                    throws Exception {
        RunningNode node = RunningNode.startIn(data);
        try (Household house = new Household(node, DOMAIN, "juliet", "romeo")) {
            chat(house, "before");
            assertThat(archived(house)).isEqualTo(said);
            backUp(node);
            chat(house, "since");
            assertThat(archived(house)).isEqualTo(said);
        } finally {
            node.stop();
        }

        delete(data.resolve("postgres/cluster"));
        copy(backup, data.resolve("postgres/cluster"));

        RunningNode restored = RunningNode.startIn(data);
        try (Household house = Household.again(restored, DOMAIN)) {
            assertThat(archived(house)).isEqualTo(said);
            chat(house, "restored");
            assertThat(archived(house)).isEqualTo(said);
        } finally {
            restored.stop();
        }
    }

    @Test
    @Order(2)
    void when_kafkas_data_are_lost_a_start_is_refused_until_the_operator_has_said_so()
            throws Exception {
        delete(data.resolve("kafka"));

        assertThatThrownBy(() -> RunningNode.startIn(data))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("kafka.log-replaced: off (expected: on, for one start")
                .hasMessageContaining("topic rookery-accounts is another");

        RunningNode node = RunningNode.startIn(data, "kafka.log-replaced=on");
        try (Household house = Household.again(node, DOMAIN)) {
            assertThat(archived(house)).isEqualTo(said);
            chat(house, "anew");
            assertThat(archived(house)).isEqualTo(said);
            // Places in the two logs are alike, what was counted at them is not the same.
            assertThat(sent(node)).isEqualTo(said.size());
        } finally {
            node.stop();
        }

        RunningNode again = RunningNode.startIn(data);
        try (Household house = Household.again(again, DOMAIN)) {
            chat(house, "later");
            assertThat(archived(house)).isEqualTo(said);
        } finally {
            again.stop();
        }
    }

    @Test
    @Order(3)
    void
            when_postgresqls_data_are_lost_and_there_is_no_backup_the_log_goes_on_and_tenants_are_gone()
                    throws Exception {
        delete(data.resolve("postgres"));
        Files.delete(data.resolve("operator.key"));

        RunningNode node = RunningNode.startIn(data);
        try (Household house = new Household(node, DOMAIN, "juliet", "romeo")) {
            // Archives belong to tenants: this one is new, whatever its domain is called.
            assertThat(archived(house)).isEmpty();
            said.clear();
            chat(house, "new tenant");
            assertThat(archived(house)).isEqualTo(said);
        } finally {
            node.stop();
        }
    }

    private void chat(Household house, String word) {
        TcpStream juliet = house.connect("juliet", "balcony");
        juliet.send("<enable xmlns='urn:xmpp:sm:3'/>");
        Household.await(juliet, "enabled");
        IntStream.range(0, EACH)
                .mapToObj(i -> word + ' ' + i)
                .forEach(body -> {
                    said.add(body);
                    juliet.send(
                            "<message to='romeo@%s' type='chat'><body>%s</body></message>"
                                    .formatted(DOMAIN, body));
                });
        String counted = "";
        while (!Integer.toString(EACH).equals(counted)) {
            juliet.send("<r xmlns='urn:xmpp:sm:3'/>");
            counted = String.valueOf(Household.await(juliet, "a").attribute("h"));
        }
        juliet.end();
    }

    private static List<String> archived(Household house) throws InterruptedException {
        TcpStream juliet = house.connect("juliet", "reader");
        List<String> bodies = new ArchiveReader(juliet).bodies();
        juliet.end();
        return bodies;
    }

    /// Messages sent, as they are billed.
    private static long sent(RunningNode node) throws Exception {
        try (Connection connection = superuser(node);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT sum(quantity) FROM usage_event WHERE meter ="
                                        + " 'messages_sent'")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static Connection superuser(RunningNode node) throws Exception {
        Properties passwords = new Properties();
        try (Reader reader =
                Files.newBufferedReader(node.data().resolve("postgres/passwords.properties"))) {
            passwords.load(reader);
        }
        return DriverManager.getConnection(
                node.database().url(), "postgres", passwords.getProperty("postgres"));
    }

    /// What pg_basebackup does.
    private void backUp(RunningNode node) throws Exception {
        Path cluster = node.data().resolve("postgres/cluster");
        try (Connection connection = superuser(node);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('rookery', fast => true)");
            copy(cluster, backup);
            try (ResultSet row =
                    statement.executeQuery(
                            "SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)")) {
                assertThat(row.next()).isTrue();
                Files.writeString(backup.resolve("backup_label"), row.getString(1));
            }
            Files.setAttribute(
                    backup.resolve("backup_label"),
                    "unix:uid",
                    Files.getAttribute(cluster.resolve("PG_VERSION"), "unix:uid"));
        }
        // The log of changes up to the end of the backup.
        delete(backup.resolve("pg_wal"));
        copy(cluster.resolve("pg_wal"), backup.resolve("pg_wal"));
        Files.delete(backup.resolve("postmaster.pid"));
    }

    /// With modes and owners; what vanishes meanwhile was not needed.
    private static void copy(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(from)) {
            all = files.toList();
        }
        for (Path file : all) {
            Path copy = to.resolve(from.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(copy);
                Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
            } else if (Files.exists(file)) {
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
            if (Files.exists(file)) {
                Files.setAttribute(copy, "unix:uid", Files.getAttribute(file, "unix:uid"));
                Files.setAttribute(copy, "unix:gid", Files.getAttribute(file, "unix:gid"));
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
