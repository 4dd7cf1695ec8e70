package io.rookery.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.server.cli.Commands;
import io.rookery.server.cli.Rookery;
import io.rookery.server.cluster.Deployment;
import io.rookery.server.cluster.LocalCluster;
import io.rookery.server.cluster.Network;
import io.rookery.server.cluster.Observation;
import io.rookery.server.cluster.Observation.State;
import io.rookery.server.cluster.Supervision;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jivesoftware.smack.packet.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The smallest deployment, each role a process of its own, used and broken as an operator would.
/// One cluster serves all tests, in their order: it is stopped by the last.
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalClusterTest {
    /// Whatever else runs on this machine, another run of this test too.
    private static final Network NETWORK =
            new Network(
                    ThreadLocalRandom.current().nextInt(1, 255),
                    ThreadLocalRandom.current().nextInt(1_000, 6_000));

    private static final Deployment SMALLEST =
            new Deployment(
                    1,
                    2,
                    1,
                    1,
                    1,
                    NETWORK,
                    List.of(
                            "shards=8",
                            "api.address-requests=100000",
                            "hooks.allow-loopback=on",
                            "cluster.heartbeat-pause=5s",
                            "cluster.stable-after=3s"));

    /// What a loaded machine may take where a quiet one takes five.
    private static final Duration KNOWN_LOSS = Duration.ofSeconds(30);

    private final List<String> said = new ArrayList<>();
    private final Path data;
    private final LocalCluster cluster;

    LocalClusterTest(@TempDir Path data) {
        this.data = data;
        this.cluster = new LocalCluster(data, Rookery.class.getName(), said::add);
    }

    @BeforeAll
    void start() throws Exception {
        cluster.start(SMALLEST);
    }

    @AfterAll
    void stop() throws Exception {
        cluster.stop();
        cluster.close();
    }

    @Test
    @Order(1)
    void everything_is_up_at_an_address_of_its_own() {
        List<Observation> seen = cluster.look();

        assertThat(seen)
                .extracting(each -> each.member().name())
                .containsExactly(
                        "storage", "broker-1", "core-1", "core-2", "archiver-1", "api-1", "edge-1");
        assertThat(seen).extracting(Observation::state).containsOnly(State.UP);
        assertThat(seen).extracting(each -> each.member().address()).doesNotHaveDuplicates();
    }

    @Test
    @Order(2)
    void secrets_are_for_the_owner_only_and_on_no_command_line() throws Exception {
        String secrets = Files.readString(data.resolve("secrets.properties"));

        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(data.resolve("secrets.properties"))))
                .isEqualTo("rw-------");
        for (Observation each : cluster.look()) {
            String words = Files.readString(Path.of("/proc", Long.toString(each.pid()), "cmdline"));
            secrets.lines()
                    .filter(line -> line.contains("password=") || line.contains("master-key="))
                    .map(line -> line.substring(line.indexOf('=') + 1))
                    .forEach(secret -> assertThat(words).doesNotContain(secret));
        }
    }

    @Test
    @Order(3)
    void a_second_start_is_refused() {
        try (LocalCluster second = new LocalCluster(data, Rookery.class.getName(), said::add)) {
            assertThatThrownBy(() -> second.start(SMALLEST))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("one that does not run");
        }
    }

    @Test
    @Order(4)
    void a_message_goes_through_every_process_and_is_in_the_archive_when_a_core_was_killed()
            throws Exception {
        String domain = "cluster.example";
        provision(domain);
        try (Phone juliet = phone("juliet", domain);
                Phone romeo = phone("romeo", domain)) {
            juliet.goOnline();
            romeo.goOnline();

            juliet.send(romeo.jid(), "hark");
            assertThat(romeo.nextMessage().getBody()).isEqualTo("hark");
            cluster.kill("core-2");
            long killed = System.nanoTime();

            juliet.send(romeo.jid(), "what light");
            hears(romeo, "what light");
            Duration took = Duration.ofNanos(System.nanoTime() - killed);
            System.out.println("from the kill of a core to the next message: " + took);
            assertThat(took).isLessThan(KNOWN_LOSS);
            assertThat(state("core-2")).isEqualTo(State.DEAD);
            assertThat(juliet.isConnected() && romeo.isConnected()).isTrue();
            House.eventually(
                    "both are in the archive",
                    () ->
                            juliet.archive().stream()
                                    .map(Message::getBody)
                                    .toList()
                                    .equals(List.of("hark", "what light")));
        }
    }

    @Test
    @Order(5)
    void the_operators_commands_see_the_whole_cluster() throws Exception {
        Commands commands = new Commands("--data", data.toString());
        try (Phone juliet = phone("juliet", "cluster.example")) {
            juliet.goOnline();

            Commands.Ran list = commands.run("sessions", "list", "--domain", "cluster.example");
            Commands.Ran there =
                    commands.run("sessions", "list", "--edge", address("edge-1"), "--json");
            Commands.Ran elsewhere = commands.run("sessions", "list", "--edge", address("core-1"));
            Commands.Ran doctor = commands.run("doctor", "--json");
            Commands.Ran kick = commands.run("sessions", "kick", "juliet@cluster.example");

            assertThat(list.out())
                    .as(list.text())
                    .contains("juliet@cluster.example/", address("edge-1"), "1 session");
            assertThat(there.out().lines()).as(there.text()).hasSize(1);
            assertThat(elsewhere.out()).as(elsewhere.text()).contains("0 sessions");
            assertThat(doctor.out())
                    .as(doctor.text())
                    .contains(address("core-1"), address("edge-1"));
            assertThat(kick.out()).as(kick.text()).contains("ended juliet@cluster.example/");
            House.eventually("she is offline", () -> !juliet.isConnected());
        }
    }

    @Test
    @Order(6)
    void the_doctor_names_a_drained_edge_until_it_takes_part_again() throws Exception {
        Commands commands = new Commands("--data", data.toString());
        assertThat(commands.run("doctor").out()).doesNotContain("sends its clients to others");

        cluster.rolling().drain("edge-1", OptionalInt.empty(), Duration.ofSeconds(20));
        Commands.Ran drained = commands.run("doctor");
        cluster.rolling().undrain("edge-1");

        assertThat(drained.out())
                .as(drained.text())
                .contains("NOTE", address("edge-1"), "sends its clients to others");
        assertThat(commands.run("doctor").out()).doesNotContain("sends its clients to others");
    }

    @Test
    @Order(7)
    void what_is_dead_cannot_be_killed_and_is_started_again() throws Exception {
        assertThatThrownBy(() -> cluster.kill("core-2"))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("node: core-2 (expected: one that runs");

        cluster.restart("core-2");

        assertThat(state("core-2")).isEqualTo(State.UP);
    }

    @Test
    @Order(8)
    void the_first_core_joins_the_others_when_it_is_started_again() throws Exception {
        cluster.kill("core-1");
        cluster.restart("core-1");

        assertThat(cluster.look()).extracting(Observation::state).containsOnly(State.UP);
        try (Phone juliet = phone("juliet", "cluster.example");
                Phone romeo = phone("romeo", "cluster.example")) {
            juliet.goOnline();
            romeo.goOnline();
            juliet.send(romeo.jid(), "again");
            hears(romeo, "again");
        }
    }

    @Test
    @Order(9)
    void a_core_is_replaced_while_the_api_is_silent_and_not_given_up() throws Exception {
        try (Phone juliet = phone("juliet", "cluster.example");
                Phone romeo = phone("romeo", "cluster.example")) {
            juliet.goOnline();
            romeo.goOnline();
            juliet.send(romeo.jid(), "both");
            hears(romeo, "both");
            assertThat(known("api-1")).isTrue();

            cluster.pause("api-1");
            cluster.kill("core-2");
            juliet.send(romeo.jid(), "one");
            hears(romeo, "one");

            assertThat(known("api-1")).isTrue();
            cluster.resume("api-1");
            cluster.restart("core-2");
        }
    }

    @Test
    @Order(10)
    void a_core_and_an_edge_that_were_taken_for_dead_come_back_with_no_hand_and_no_socket_closes()
            throws Exception {
        try (Phone juliet = phone("juliet", "cluster.example");
                Phone romeo = phone("romeo", "cluster.example")) {
            juliet.goOnline();
            romeo.goOnline();
            juliet.send(romeo.jid(), "before");
            hears(romeo, "before");

            cluster.pause("core-2");
            cluster.pause("edge-1");
            House.eventually("the core was given up", () -> !known("core-2"));
            House.eventually("the edge was given up", () -> !known("edge-1"));
            cluster.resume("core-2");
            cluster.resume("edge-1");

            House.eventually(
                    "both are back",
                    () ->
                            known("core-2")
                                    && known("edge-1")
                                    && state("core-2") == State.UP
                                    && state("edge-1") == State.UP);
            juliet.send(romeo.jid(), "after");
            hears(romeo, "after");
            assertThat(juliet.isConnected() && romeo.isConnected()).isTrue();
        }
    }

    @Test
    @Order(11)
    void killed_storage_is_postgresql_killed_and_nobody_minds_until_it_is_back() throws Exception {
        try (Phone juliet = phone("juliet", "cluster.example");
                Phone romeo = phone("romeo", "cluster.example")) {
            juliet.goOnline();
            romeo.goOnline();
            juliet.send(romeo.jid(), "with");
            hears(romeo, "with");
            List<Long> before = nodes();

            cluster.kill("storage");
            assertThat(processes("postgres/cluster")).isEmpty();
            juliet.send(romeo.jid(), "without");
            hears(romeo, "without");
            cluster.restart("storage");

            assertThat(state("storage")).isEqualTo(State.UP);
            assertThat(nodes()).isEqualTo(before);
        }
    }

    @Test
    @Order(12)
    void what_ends_unasked_is_started_again_and_what_was_asked_for_is_not() throws Exception {
        Supervision supervision = new Supervision(cluster, true, said::add);
        Thread supervisor =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                supervision.run();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        try {
            House.eventually("it looks", () -> supervisor.getState() == Thread.State.TIMED_WAITING);
            long unasked = pid("archiver-1");

            ProcessHandle.of(unasked).orElseThrow().destroyForcibly();
            cluster.kill("api-1");

            House.eventually(
                    "the archiver lives again",
                    () -> pid("archiver-1") != unasked && state("archiver-1") == State.UP);
            assertThat(state("api-1")).isEqualTo(State.DEAD);
        } finally {
            supervisor.interrupt();
            supervisor.join();
        }
        cluster.restart("api-1");
    }

    @Test
    @Order(13)
    void a_node_that_nobody_knows_is_refused() {
        assertThatThrownBy(() -> cluster.kill("core-9"))
                .isInstanceOf(StartFailure.class)
                .hasMessage("node: core-9 (expected: one that `cluster status` lists)");
    }

    @Test
    @Order(14)
    void nothing_is_left_when_it_was_stopped() throws Exception {
        cluster.stop();

        assertThat(said).noneMatch(line -> line.contains("does not stop"));
        assertThat(cluster.look()).extracting(Observation::state).containsOnly(State.STOPPED);
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            assertThat(all.filter(each -> commandLine(each.pid()).contains(data.toString())))
                    .isEmpty();
        }
    }

    private List<Long> nodes() {
        return cluster.look().stream()
                .filter(each -> !each.member().name().equals("storage"))
                .map(Observation::pid)
                .toList();
    }

    private long pid(String name) {
        return cluster.look().stream()
                .filter(each -> each.member().name().equals(name))
                .findFirst()
                .orElseThrow()
                .pid();
    }

    /// Processes of this cluster whose command line has these words.
    private List<Long> processes(String words) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.map(ProcessHandle::pid)
                    .filter(pid -> commandLine(pid).contains(data.resolve("storage").toString()))
                    .filter(pid -> commandLine(pid).contains(words))
                    .toList();
        }
    }

    /// Whether the first core counts this node as a member.
    private boolean known(String node) {
        return new Http(
                        URI.create(
                                "http://127.%d.2.1:%d"
                                        .formatted(NETWORK.second(), 9_464 + NETWORK.shift())))
                .text("", "/cluster/members")
                .contains('"' + address(node) + ':');
    }

    private String address(String name) {
        return cluster.look().stream()
                .filter(each -> each.member().name().equals(name))
                .findFirst()
                .orElseThrow()
                .member()
                .address();
    }

    private static void hears(Phone phone, String body) throws Exception {
        House.eventually(
                body,
                () -> {
                    try {
                        return phone.nextMessage().getBody().equals(body);
                    } catch (Failed e) {
                        return false;
                    }
                });
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    private State state(String name) {
        return cluster.look().stream()
                .filter(each -> each.member().name().equals(name))
                .map(Observation::state)
                .findFirst()
                .orElseThrow();
    }

    private void provision(String domain) throws Exception {
        Http http =
                new Http(
                        URI.create(
                                "http://127.%d.5.1:%d"
                                        .formatted(NETWORK.second(), 8_080 + NETWORK.shift())));
        String operator = Files.readString(cluster.operatorKey()).strip();
        String tenant = http.post(operator, "/v1/tenants", "{\"name\":\"Capulet\"}").text("id");
        String key =
                http.post(operator, "/v1/tenants/" + tenant + "/api-keys", "{\"name\":\"test\"}")
                        .text("key");
        http.post(
                key,
                "/v1/domains",
                "{\"name\":\""
                        + domain
                        + "\",\"policy\":{\"authentication\":[\"internal\"],"
                        + "\"roster_source\":\"internal\"}}");
        for (String user : List.of("juliet", "romeo")) {
            http.post(
                    key,
                    "/v1/domains/" + domain + "/users",
                    "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(user, House.PASSWORD));
        }
    }

    private static Phone phone(String user, String domain) throws Exception {
        return Phone.overTcp(
                user,
                domain,
                House.PASSWORD,
                "127.%d.1.1".formatted(NETWORK.second()),
                5_222 + NETWORK.shift(),
                new AnyCertificate());
    }
}
