package io.rookery.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.server.running.Household;
import io.rookery.server.running.RunningNode;
import io.rookery.server.running.StartNode;
import io.rookery.testkit.net.TcpStream;
import io.rookery.xmpp.xml.Element;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The operator's commands against one real node: real clients, the real log, the real API.
@ExtendWith(StartNode.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorCommandsTest {
    private static final String DOMAIN = "operator.example";

    private final RunningNode node;
    private final Commands commands;
    private final Household house;
    private final TcpStream juliet;
    private final TcpStream romeo;

    OperatorCommandsTest(RunningNode node) {
        this.node = node;
        commands = new Commands("--api", node.api().toString(), "--data", node.data().toString());
        house = new Household(node, DOMAIN, "juliet", "romeo");
        juliet = connect("juliet", "balcony");
        romeo = connect("romeo", "orchard");
    }

    @BeforeAll
    void enableManagement() {
        juliet.send("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
        assertThat(Household.await(juliet, "enabled").name()).isEqualTo("enabled");
    }

    @AfterAll
    void close() {
        house.close();
    }

    private TcpStream connect(String user, String resource) {
        TcpStream stream = house.connect(user, resource);
        stream.send("<presence><show>away</show><priority>3</priority></presence>");
        Household.await(stream, "presence");
        return stream;
    }

    private static void eventually(String what, BooleanSupplier condition)
            throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 120; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            assertThat(never.await(500, TimeUnit.MILLISECONDS)).isFalse();
        }
        throw new AssertionError("still not so: " + what);
    }

    @Test
    void sessions_are_listed_and_shown() {
        Commands.Ran list = commands.run("sessions", "list", "--domain", DOMAIN);
        Commands.Ran json =
                commands.run("sessions", "list", "--user", "juliet@" + DOMAIN, "--json");
        Commands.Ran show = commands.run("sessions", "show", "juliet@" + DOMAIN + "/balcony");

        assertThat(list.status()).as(list.err()).isZero();
        assertThat(list.out())
                .contains("juliet@" + DOMAIN + "/balcony", "romeo@" + DOMAIN + "/orchard")
                .contains("tcp+tls", "127.0.0.1", "away 3", "2 sessions");
        assertThat(json.out())
                .contains("\"stream_management\":true", "\"transport\":\"tcp\"", "\"tls\":true")
                .contains("\"state\":\"connected\"", "\"available\":true");
        assertThat(json.out().lines()).hasSize(1);
        assertThat(show.out()).contains("stream_management", "unconfirmed", "127.0.0.1");
    }

    @Test
    void an_edge_that_nobody_is_known_by_is_said() {
        Commands.Ran list = commands.run("sessions", "list", "--edge", "edge-1");

        assertThat(list.out()).as(list.text()).contains("0 sessions");
        assertThat(list.err()).as(list.text()).startsWith("rookery: --edge: edge-1 (expected: ");
    }

    @Test
    void a_kicked_session_is_told_why() {
        TcpStream second = connect("romeo", "tavern");

        Commands.Ran kicked =
                commands.run(
                        "sessions",
                        "kick",
                        "romeo@" + DOMAIN + "/tavern",
                        "--reason",
                        "closing time");
        Element error = Household.await(second, "error");

        assertThat(kicked.status()).as(kicked.err()).isZero();
        assertThat(kicked.out()).contains("ended romeo@" + DOMAIN + "/tavern");
        assertThat(error.toString()).contains("policy-violation", "closing time");
        assertThat(commands.run("sessions", "kick", "romeo@" + DOMAIN + "/tavern").status())
                .isEqualTo(1);
    }

    @Test
    void a_trace_shows_a_message_from_acceptance_to_the_log() throws Exception {
        CompletableFuture<Commands.Ran> trace =
                CompletableFuture.supplyAsync(() ->
                        commands.run("trace", "juliet@" + DOMAIN, "--seconds", "6", "--json"));
        for (int i = 0; i < 60 && !trace.isDone(); i++) {
            romeo.send(
                    "<message to='juliet@%s' type='chat' id='r%d'><body>secret words</body></message>"
                            .formatted(DOMAIN, i));
            juliet.send(
                    "<message to='romeo@%s' type='chat' id='j%d'><body>mine</body></message>"
                            .formatted(DOMAIN, i));
            assertThat(new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS)).isFalse();
        }

        Commands.Ran ran = trace.get(60, TimeUnit.SECONDS);

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("\"what\":\"watching\"", "\"what\":\"end\"");
        for (String what :
                List.of(
                        "accepted",
                        "forwarded",
                        "received",
                        "delivered",
                        "archived",
                        "confirmed")) {
            assertThat(ran.out()).contains("\"what\":\"" + what + '"');
        }
        assertThat(ran.out().lines().filter(line -> line.contains("\"delivered\"")))
                .isNotEmpty()
                .allMatch(line -> line.contains("\"session\":\"balcony\""));
        assertThat(ran.out()).doesNotContain("secret words").contains("\"stanza_id\":\"");
    }

    @Test
    void payload_is_traced_only_for_a_reason() {
        Commands.Ran bare =
                commands.run("trace", "juliet@" + DOMAIN, "--payload", "--seconds", "1");

        assertThat(bare.status()).isEqualTo(1);
        assertThat(bare.err()).contains("422", "reason");
    }

    @Test
    void the_doctor_says_in_sentences_what_is_wrong() throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", node.brokers());
        try (var producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("rookery-usage", new byte[] {(byte) 0xff, 1}))
                    .get(30, TimeUnit.SECONDS);
        }

        eventually(
                "a dead letter is there",
                () ->
                        commands.run("dead-letters", "list")
                                .out()
                                .contains("value: not a usage sample"));
        Commands.Ran doctor = commands.run("doctor");
        Commands.Ran json = commands.run("doctor", "--json");

        assertThat(doctor.out())
                .contains("WARNING", "1 records of the log could not be read or stored")
                .doesNotContain("Exception");
        assertThat(json.out()).contains("\"code\":\"dead-letters\"", "\"roles\":[\"api\"");
        assertThat(doctor.status()).as(doctor.out()).isBetween(1, 2);
        assertThat(commands.run("dead-letters", "list", "--json").out()).contains("\"offset\":");
    }

    @Test
    void an_unknown_user_has_no_sessions_and_what_is_no_address_is_refused() {
        Commands.Ran show = commands.run("sessions", "show", "nobody@" + DOMAIN);
        Commands.Ran kick = commands.run("sessions", "kick", "nobody@" + DOMAIN, "--json");
        Commands.Ran list = commands.run("sessions", "list", "--user", "nobody@" + DOMAIN);
        Commands.Ran nowhere = commands.run("sessions", "show", "nobody@nowhere.example");
        Commands.Ran wrong = commands.run("sessions", "show", "@@");
        Commands.Ran trace = commands.run("trace", "nobody@nowhere.example", "--seconds", "1");

        assertThat(show.status()).as(show.text()).isEqualTo(1);
        assertThat(kick.status()).as(kick.text()).isEqualTo(1);
        assertThat(list.out()).as(list.text()).contains("0 sessions");
        assertThat(nowhere.status()).as(nowhere.text()).isEqualTo(1);
        assertThat(nowhere.err()).as(nowhere.text()).contains("404");
        assertThat(wrong.status()).as(wrong.text()).isEqualTo(1);
        assertThat(wrong.err()).as(wrong.text()).startsWith("rookery: ");
        assertThat(trace.status()).as(trace.text()).isEqualTo(1);
        assertThat(List.of(show, kick, list, nowhere, wrong, trace))
                .noneMatch(each -> each.text().contains("\tat "));
    }

    @Test
    void a_wrong_key_is_named_by_every_command(@TempDir Path place) throws IOException {
        Path key = Files.writeString(place.resolve("key"), "rk_none\n");
        Commands wrong = new Commands("--api", node.api().toString(), "--key-file", key.toString());
        String juliet = "juliet@" + DOMAIN;

        assertThat(
                        List.of(
                                wrong.run("sessions", "list"),
                                wrong.run("sessions", "list", "--json"),
                                wrong.run("sessions", "show", juliet),
                                wrong.run("sessions", "kick", juliet),
                                wrong.run("trace", juliet, "--seconds", "1", "--json"),
                                wrong.run("doctor"),
                                wrong.run("doctor", "--json"),
                                wrong.run("dead-letters", "list", "--json")))
                .allSatisfy(each -> {
                    assertThat(each.status()).as(each.text()).isPositive();
                    assertThat(each.err()).as(each.text()).startsWith("rookery: ").contains("401");
                    assertThat(each.out()).as(each.text()).isEmpty();
                });
        assertThat(commands.run("sessions", "list", "--user", juliet).out()).contains("1 session");
    }

    @Test
    void nobody_to_ask_is_an_error_and_no_stack_trace(@TempDir Path place) throws IOException {
        Path key = Files.writeString(place.resolve("key"), "rk_none\n");
        Commands closed = new Commands("--api", "http://127.0.0.1:1", "--key-file", key.toString());

        Commands.Ran doctor = closed.run("doctor");
        Commands.Ran list = closed.run("sessions", "list");

        assertThat(doctor.status()).isEqualTo(2);
        assertThat(doctor.out()).contains("does not answer").doesNotContain("\tat ");
        assertThat(list.status()).isEqualTo(1);
        assertThat(list.err()).startsWith("rookery: ").doesNotContain("\tat ");
    }
}
