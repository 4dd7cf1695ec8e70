package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.hop.EdgeNotice;
import io.rookery.routing.hop.ToAccount;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.stanza.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// An edge that is drained, and one that sends new clients elsewhere, through sockets.
class DrainTest {
    private static final EdgeNotice OTHER =
            new EdgeNotice("other.test:5222", "other.test:5223", "wss://other.test/ws", 0, false);
    private static final String REDIRECT =
            "<see-other-host"
                    + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'>other.test:%d</see-other-host>";
    private static final FullJid JULIET = FullJid.parse("juliet@acme.test/balcony");
    private static final String ENABLE = "<enable xmlns='urn:xmpp:sm:3' resume='true'/>";
    private static final Duration LONG = Duration.ofSeconds(60);

    private final RunningEdge edge = new RunningEdge();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void the_location_to_resume_at_is_that_of_another_edge() {
        edge.neighbours.are(OTHER);
        try (RawClient client = session("juliet", "balcony")) {
            client.send(ENABLE);

            assertThat(client.await("/>")).contains("location='other.test:5223'");
        }
    }

    @Test
    void without_another_edge_there_is_no_location() {
        try (RawClient client = session("juliet", "balcony")) {
            client.send(ENABLE);

            assertThat(client.await("/>")).contains("<enabled ").doesNotContain("location");
        }
    }

    @Test
    void a_new_client_is_sent_elsewhere_after_tls_and_not_before() {
        edge.neighbours.are(OTHER);
        edge.edge.drain(10, LONG);
        try (RawClient client = edge.connect("starttls")) {
            String before = client.open(RunningEdge.DOMAIN);
            client.send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
            client.await("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
            client.secure(RunningEdge.DOMAIN);
            client.send(RawClient.header(RunningEdge.DOMAIN));
            String after = client.awaitEnd();

            assertThat(before).contains("<starttls ").doesNotContain("see-other-host");
            assertThat(after)
                    .containsSubsequence(
                            "<stream:stream ",
                            "<stream:error>",
                            REDIRECT.formatted(5222),
                            "</stream:error></stream:stream>");
        }
    }

    @Test
    void without_another_edge_a_new_client_is_told_of_the_shutdown() {
        edge.edge.drain(10, LONG);
        try (RawClient client = edge.connect("tls")) {
            client.secure(RunningEdge.DOMAIN);
            client.send(RawClient.header(RunningEdge.DOMAIN));

            assertThat(client.awaitEnd()).contains("<system-shutdown ");
        }
        edge.edge.undrain();
        try (RawClient client = edge.connect("tls")) {
            client.secure(RunningEdge.DOMAIN);

            assertThat(client.open(RunningEdge.DOMAIN)).contains("<mechanisms ");
        }
    }

    @Test
    void a_web_socket_is_closed_with_the_uri_of_another() {
        edge.neighbours.are(OTHER);
        try (RawWebSocket bound = new RawWebSocket(edge.port("ws"))) {
            bound.session("juliet", "balcony");
            edge.edge.drain(10, LONG);

            assertThat(bound.document())
                    .isEqualTo(
                            "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'"
                                    + " see-other-uri='wss://other.test/ws'/>");
            assertThat(bound.next()).isEqualTo(RawWebSocket.Frame.closing(1000));
        }
    }

    @Test
    void a_session_is_sent_elsewhere_with_what_it_has_and_stays_resumable() {
        edge.neighbours.are(OTHER);
        try (RawClient client = session("juliet", "balcony")) {
            client.send(ENABLE);
            client.await("<enabled ");
            edge.accounts.deliver(
                    JULIET, Message.of(JULIET, JULIET, "last", Message.Type.CHAT, "hark"));
            edge.edge.drain(10, LONG);

            assertThat(client.awaitEnd())
                    .containsSubsequence("id='last'", REDIRECT.formatted(5223), "</stream:stream>");
        }
        edge.accounts.await(ToAccount.Detach.class);
        assertThat(edge.accounts.told()).noneMatch(ToAccount.End.class::isInstance);
        edge.awaitNoConnections();
        assertThat(edge.edge.draining().left()).isZero();
        assertThat(edge.edge.draining().moved()).isEqualTo(1);
        assertThat(edge.edge.draining().draining()).isTrue();
    }

    @Test
    void a_session_without_stream_management_has_taken_what_was_written_when_it_is_sent_off() {
        edge.neighbours.are(OTHER);
        try (RawClient client = session("juliet", "balcony")) {
            edge.accounts.deliver(
                    JULIET, Message.of(JULIET, JULIET, "last", Message.Type.CHAT, "hark"));
            edge.edge.drain(10, LONG);
            assertThat(client.awaitEnd()).containsSubsequence("id='last'", "see-other-host");
        }

        edge.accounts.await(ToAccount.Progress.class, told -> told.taken() == 1);
        edge.accounts.await(ToAccount.Detach.class);
    }

    @Test
    void sessions_go_at_the_rate_that_is_set() {
        edge.neighbours.are(OTHER);
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clients.add(session("juliet", "r" + i));
        }
        long begun = System.nanoTime();
        edge.edge.drain(4, LONG);
        clients.forEach(RawClient::awaitEnd);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        clients.forEach(RawClient::close);

        // The first goes at once, five more at four a second.
        assertThat(took).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    @Test
    void a_drain_ends_at_its_time_and_takes_nobody_until_it_is_called_off() throws Exception {
        List<RawClient> clients = List.of(session("juliet", "a"), session("juliet", "b"));
        edge.edge.drain(1, Duration.ofMillis(200));
        while (edge.edge.draining().moving()) {
            edge.edge.pulse().toCompletableFuture().get();
        }

        assertThat(edge.edge.draining().moved()).isEqualTo(1);
        assertThat(edge.edge.draining().left()).isPositive();
        assertThat(edge.edge.draining().draining()).isTrue();
        clients.forEach(RawClient::close);
    }

    @Test
    void an_edge_that_stops_sends_its_clients_to_another() {
        edge.neighbours.are(OTHER);
        try (RawClient client = session("juliet", "balcony")) {
            client.send(ENABLE);
            client.await("<enabled ");
            edge.edge.stop(Duration.ofSeconds(5));

            assertThat(client.awaitEnd()).contains(REDIRECT.formatted(5223));
        }
        edge.accounts.await(ToAccount.Detach.class);
        assertThat(edge.accounts.told()).noneMatch(ToAccount.End.class::isInstance);
    }

    @Test
    void an_edge_with_more_than_its_share_sends_new_clients_elsewhere() {
        try (RunningEdge fair = RunningEdge.rebalancing()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(fair.connect("plain"));
                clients.getLast().open(RunningEdge.DOMAIN);
            }
            fair.neighbours.are(OTHER);
            try (RawClient client = fair.connect("tls")) {
                client.secure(RunningEdge.DOMAIN);
                client.send(RawClient.header(RunningEdge.DOMAIN));

                assertThat(client.awaitEnd()).contains(REDIRECT.formatted(5223));
            }
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void clients_that_are_told_off_and_do_not_close_are_no_part_of_its_share() {
        try (RunningEdge fair = RunningEdge.rebalancing()) {
            List<RawClient> lingering = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                lingering.add(fair.connect("plain"));
                lingering.getLast().open(RunningEdge.DOMAIN);
                lingering.getLast().send("</stream:stream>");
                lingering.getLast().awaitEnd();
            }
            fair.neighbours.are(OTHER);
            try (RawClient client = fair.connect("tls")) {
                client.secure(RunningEdge.DOMAIN);
                assertThat(client.open(RunningEdge.DOMAIN)).contains("<mechanisms ");
                assertThat(fair.edge.connections()).isEqualTo(11);
            }
            lingering.forEach(RawClient::close);
        }
    }

    /// Logged in and bound over TLS.
    private RawClient session(String name, String resource) {
        RawClient client = edge.connect("tls");
        client.secure(RunningEdge.DOMAIN);
        client.open(RunningEdge.DOMAIN);
        client.loginByScram("SCRAM-SHA-1", name, RunningEdge.PASSWORD);
        client.open(RunningEdge.DOMAIN);
        client.bind(resource);
        return client;
    }
}
