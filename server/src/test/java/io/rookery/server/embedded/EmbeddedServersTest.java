package io.rookery.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.server.roles.DatabaseAccess;
import io.rookery.server.roles.DatabaseLogin;
import io.rookery.server.roles.SettingValues;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.StartFailure;
import io.rookery.server.roles.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedServersTest {

    @TempDir Path data;

    @Test
    void postgres_keeps_its_data_over_a_restart() throws Exception {
        EmbeddedPostgres first = new EmbeddedPostgres(data, settings().postgres());
        first.start();
        Probe.writeRow(first.access(), "hark");
        first.stop();

        EmbeddedPostgres second = new EmbeddedPostgres(data, settings().postgres());
        second.start();

        assertThat(Probe.rows(second.access())).containsExactly("hark");
        second.stop();
    }

    @Test
    void postgres_syncs_what_it_commits_and_lets_nobody_in_without_a_password() throws Exception {
        EmbeddedPostgres postgres = new EmbeddedPostgres(data, settings().postgres());
        postgres.start();
        DatabaseAccess access = postgres.access();

        assertThat(Probe.query(access.url(), access.app(), "SHOW fsync")).containsExactly("on");
        assertThat(Probe.query(access.url(), access.app(), "SHOW synchronous_commit"))
                .containsExactly("on");
        assertThat(
                        Probe.query(
                                access.url(),
                                access.app(),
                                "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname LIKE"
                                        + " 'rookery%'"))
                .containsExactly("f", "f", "f");
        for (String user : List.of("postgres", access.owner().user(), access.app().user())) {
            assertThatThrownBy(
                            () -> DriverManager.getConnection(access.url(), user, "guess").close())
                    .as(user)
                    .isInstanceOf(SQLException.class);
        }
        postgres.stop();
    }

    @Test
    void a_halted_postgres_answers_nothing_and_goes_on_where_it_was() throws Exception {
        EmbeddedPostgres postgres = new EmbeddedPostgres(data, settings().postgres());
        postgres.start();
        Probe.writeRow(postgres.access(), "hark");

        EmbeddedPostgres.pause(data);
        List<String> halted = states();
        EmbeddedPostgres.goOn(data);

        assertThat(halted).isNotEmpty().allMatch(state -> state.startsWith("T"));
        assertThat(Probe.rows(postgres.access())).containsExactly("hark");
        postgres.stop();
    }

    /// Of the server and all of its processes.
    private List<String> states() throws IOException {
        List<String> lines = Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid"));
        ProcessHandle server =
                ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(server.descendants().toList());
        all.add(server);
        List<String> states = new ArrayList<>();
        for (ProcessHandle each : all) {
            String stat = Files.readString(Path.of("/proc", Long.toString(each.pid()), "stat"));
            states.add(stat.substring(stat.lastIndexOf(')') + 2));
        }
        return states;
    }

    @Test
    void postgres_starts_over_what_a_server_of_another_machine_left() throws Exception {
        EmbeddedPostgres first = new EmbeddedPostgres(data, settings().postgres());
        first.start();
        Probe.writeRow(first.access(), "hark");
        first.stop();
        // The number of a living process that is no PostgreSQL: this one.
        Path cluster = data.resolve("postgres/cluster");
        Files.write(
                cluster.resolve("postmaster.pid"),
                List.of(
                        Long.toString(ProcessHandle.current().pid()),
                        cluster.toString(),
                        "1",
                        "1"));

        EmbeddedPostgres second = new EmbeddedPostgres(data, settings().postgres());
        second.start();

        assertThat(Probe.rows(second.access())).containsExactly("hark");
        second.stop();
    }

    @Test
    void kafka_keeps_its_data_over_a_restart_and_shards_stay_fixed() throws Exception {
        EmbeddedKafka first = new EmbeddedKafka(data, settings().kafka());
        first.start();
        new Topics(first::bootstrapServers, settings("shards=4")).start();
        Probe.writeRecord(first.bootstrapServers(), "hark");
        first.stop();

        EmbeddedKafka second = new EmbeddedKafka(data, settings().kafka());
        second.start();

        new Topics(second::bootstrapServers, settings("shards=4")).start();
        assertThat(Probe.records(second.bootstrapServers())).containsExactly("hark");
        Topics grown = new Topics(second::bootstrapServers, settings("shards=8"));
        assertThatThrownBy(grown::start)
                .isInstanceOf(StartFailure.class)
                .hasMessage(
                        "shards: 8 (expected: 4, the partitions that topic rookery-accounts was"
                                + " made with)");
        second.stop();
    }

    @Test
    void kafka_stopped_while_it_starts_leaves_nothing_running_and_starts_again() throws Exception {
        EmbeddedKafka kafka = new EmbeddedKafka(data, settings().kafka());
        kafka.start();
        kafka.stop();

        // This JVM lives on, which a broker that feels an interruption does not allow.
        Thread.currentThread().interrupt();
        assertThatThrownBy(kafka::start).isInstanceOf(InterruptedException.class);

        kafka.start();
        new Topics(kafka::bootstrapServers, settings("shards=2")).start();
        Probe.writeRecord(kafka.bootstrapServers(), "hark");
        assertThat(Probe.records(kafka.bootstrapServers())).containsExactly("hark");
        kafka.stop();
    }

    @Test
    void a_port_in_use_is_named_with_its_setting() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            EmbeddedKafka kafka = new EmbeddedKafka(data, settings("kafka.port=" + port).kafka());
            EmbeddedPostgres postgres =
                    new EmbeddedPostgres(data, settings("postgres.port=" + port).postgres());

            assertThatThrownBy(kafka::start)
                    .isInstanceOf(StartFailure.class)
                    .hasMessage(
                            "kafka.port: %d (expected: a port where nothing else listens)"
                                    .formatted(port));
            assertThatThrownBy(postgres::start)
                    .isInstanceOf(StartFailure.class)
                    .hasMessage(
                            "postgres.port: %d (expected: a port where nothing else listens)"
                                    .formatted(port));
        }
    }

    @Test
    void logins_do_not_show_their_passwords() {
        assertThat(new DatabaseLogin("a", "secret").toString()).isEqualTo("DatabaseLogin[user=a]");
    }

    /// Free ports, so that tests and nodes on one machine do not meet.
    private Settings settings(String... pairs) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "data=" + data,
                                "postgres.port=0",
                                "kafka.port=0",
                                "kafka.controller-port=0"));
        all.addAll(List.of(pairs));
        return Settings.from(new SettingValues().commandLine(all));
    }
}
