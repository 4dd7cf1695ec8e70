package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.edge.CrowdLimits;
import io.rookery.edge.EdgeLimits;
import io.rookery.edge.EdgeLimits.Times;
import io.rookery.edge.sasl.LoginThrottle;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.port.DomainLimits;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.stanza.Message;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What strangers and rude clients may not do.
class AbuseTest {
    private static final String END = "</stream:stream>";

    @Test
    void guessing_ends_the_stream_after_the_last_attempt() {
        try (RunningEdge edge = new RunningEdge();
                RawClient client = edge.connect("plain")) {
            client.open(RunningEdge.DOMAIN);
            for (int i = 0; i < EdgeLimits.DEFAULT.loginAttempts(); i++) {
                String failure =
                        client.failLogin(
                                "SCRAM-SHA-256",
                                RawClient.scram("SCRAM-SHA-256", "juliet", "guess").build());
                assertThat(failure).contains("<not-authorized/>");
            }

            assertThat(client.await(END)).contains("<policy-violation ");
        }
    }

    @Test
    void unknown_user_and_wrong_password_are_answered_alike() {
        try (RunningEdge edge = new RunningEdge();
                RawClient unknown = edge.connect("plain");
                RawClient wrong = edge.connect("plain")) {
            unknown.open(RunningEdge.DOMAIN);
            wrong.open(RunningEdge.DOMAIN);

            String first =
                    unknown.failLogin(
                            "SCRAM-SHA-1", RawClient.scram("SCRAM-SHA-1", "nobody", "x").build());
            String second =
                    wrong.failLogin(
                            "SCRAM-SHA-1", RawClient.scram("SCRAM-SHA-1", "juliet", "x").build());

            assertThat(first).isEqualTo(second);
        }
    }

    @Test
    void guessed_account_is_closed_to_guesses_even_with_the_right_password() {
        LoginThrottle.Rates rates = new LoginThrottle.Rates(2, 100, 1, 100);
        try (RunningEdge edge =
                        new RunningEdge(limits(100, rates, Times.DEFAULT), DomainLimits.DEFAULT);
                RawClient client = edge.connect("tls")) {
            client.secure(RunningEdge.DOMAIN);
            client.open(RunningEdge.DOMAIN);
            for (int i = 0; i < 2; i++) {
                client.send(RawClient.auth("PLAIN", "\0juliet\0guess"));
                assertThat(client.await("</failure>")).contains("<not-authorized/>");
            }
            int asked = edge.authentication.asked;

            client.send(RawClient.auth("PLAIN", "\0juliet\0" + RunningEdge.PASSWORD));

            assertThat(client.await("</failure>")).contains("<temporary-auth-failure/>");
            assertThat(edge.authentication.asked).isEqualTo(asked);
        }
    }

    @Test
    void source_that_is_down_is_no_wrong_password() {
        try (RunningEdge edge = new RunningEdge();
                RawClient client = edge.connect("tls")) {
            edge.authentication.unavailable = true;
            client.secure(RunningEdge.DOMAIN);
            client.open(RunningEdge.DOMAIN);

            client.send(RawClient.auth("PLAIN", "\0juliet\0" + RunningEdge.PASSWORD));

            assertThat(client.await("</failure>")).contains("<temporary-auth-failure/>");
        }
    }

    @Test
    void plain_without_tls_asks_for_encryption() {
        try (RunningEdge edge = new RunningEdge();
                RawClient client = edge.connect("plain");
                RawClient upgradable = edge.connect("starttls")) {
            client.open(RunningEdge.DOMAIN);
            upgradable.open(RunningEdge.DOMAIN);

            client.send(RawClient.auth("PLAIN", "\0juliet\0" + RunningEdge.PASSWORD));
            upgradable.send(RawClient.auth("SCRAM-SHA-1", "n,,n=juliet,r=x"));

            assertThat(client.await("</failure>")).contains("<encryption-required/>");
            assertThat(upgradable.await("</failure>")).contains("<encryption-required/>");
            assertThat(edge.authentication.asked).isZero();
        }
    }

    @Test
    void sasl_that_is_none_is_refused_by_its_condition() {
        try (RunningEdge edge = new RunningEdge();
                RawClient client = edge.connect("plain")) {
            client.open(RunningEdge.DOMAIN);
            client.send(RawClient.auth("DIGEST-MD5", "x"));
            String mechanism = client.await("</failure>");
            client.send(
                    "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl'"
                            + " mechanism='SCRAM-SHA-1'>%%%</auth>");
            String encoding = client.await("</failure>");
            client.send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-1'/>");
            client.await("<challenge");
            client.send("<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
            String aborted = client.await("</failure>");
            client.send("<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
            String early = client.await("</failure>");

            assertThat(mechanism).contains("<invalid-mechanism/>");
            assertThat(encoding).contains("<incorrect-encoding/>");
            assertThat(aborted).contains("<aborted/>");
            assertThat(early).contains("<malformed-request/>");
        }
    }

    @Test
    void what_comes_in_clear_behind_starttls_is_forgotten() {
        try (RunningEdge edge = new RunningEdge();
                RawClient client = edge.connect("starttls")) {
            client.open(RunningEdge.DOMAIN);
            client.send(
                    "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
                            + RawClient.header("injected.test"));
            client.await("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
            client.secure(RunningEdge.DOMAIN);

            assertThat(client.open(RunningEdge.DOMAIN)).contains("from='acme.test'");
        }
    }

    @Test
    void starttls_where_it_was_not_offered_fails_and_closes() {
        try (RunningEdge edge = new RunningEdge();
                RawClient client = edge.connect("plain")) {
            client.open(RunningEdge.DOMAIN);
            client.send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");

            assertThat(client.await(END))
                    .contains("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        }
    }

    @Test
    void slow_negotiation_ends_however_busy_it_looks() {
        try (RunningEdge edge =
                        new RunningEdge(
                                limits(100, LoginThrottle.Rates.DEFAULT, quick()),
                                DomainLimits.DEFAULT);
                RawClient silent = edge.connect("plain");
                RawClient slow = edge.connect("plain");
                RawClient handshake = edge.connect("tls");
                RawClient http = edge.connect("ws")) {
            slow.send("<?xml version='1.0'?><stream:str");
            handshake.send(new byte[] {0x16, 3, 1});
            http.send("GET /ws HTTP/1.1\r\nHost: ");

            assertThat(silent.await(END)).contains("<connection-timeout ");
            assertThat(slow.await(END)).contains("<connection-timeout ");
            assertThat(handshake.awaitEnd()).doesNotContain("stream");
            assertThat(http.awaitEnd()).isEmpty();
        }
    }

    @Test
    void login_without_binding_ends() {
        try (RunningEdge edge =
                        new RunningEdge(
                                limits(100, LoginThrottle.Rates.DEFAULT, times(30_000, 500)),
                                DomainLimits.DEFAULT);
                RawClient client = edge.connect("plain")) {
            client.open(RunningEdge.DOMAIN);
            client.loginByScram("SCRAM-SHA-1", "juliet", RunningEdge.PASSWORD);

            assertThat(client.await(END)).contains("<connection-timeout ");
        }
    }

    @Test
    void sockets_of_one_address_are_limited() {
        try (RunningEdge edge =
                new RunningEdge(
                        limits(2, LoginThrottle.Rates.DEFAULT, Times.DEFAULT),
                        DomainLimits.DEFAULT)) {
            try (RawClient first = edge.connect("plain");
                    RawClient second = edge.connect("plain")) {
                first.open(RunningEdge.DOMAIN);
                second.open(RunningEdge.DOMAIN);
                try (RawClient third = edge.connect("plain")) {
                    assertThat(third.awaitEnd()).isEmpty();
                }
                first.send(END);
                first.awaitEnd();
                second.send(END);
                second.awaitEnd();
            }
            edge.awaitNoConnections();
            try (RawClient fourth = edge.connect("plain")) {
                assertThat(fourth.open(RunningEdge.DOMAIN)).contains("<stream:features>");
            }
        }
    }

    @Test
    void sessions_of_one_domain_are_limited() {
        DomainLimits one = new DomainLimits(1, 32, 1_000, 1 << 20, 262_144, 1_000, 1_000);
        try (RunningEdge edge = new RunningEdge(EdgeLimits.DEFAULT, one);
                RawClient first = edge.session("juliet", "first");
                RawClient second = edge.connect("plain")) {
            second.open(RunningEdge.DOMAIN);
            second.loginByScram("SCRAM-SHA-1", "romeo", RunningEdge.PASSWORD);
            second.open(RunningEdge.DOMAIN);
            second.send(
                    "<iq id='b' type='set'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");

            assertThat(second.await("</iq>"))
                    .contains("type='error'")
                    .contains("<resource-constraint ");
            first.send("<message id='alive'/>");
            first.await("id='alive'");
        }
    }

    @Test
    void refused_binding_is_an_error_and_may_be_tried_again_a_few_times() {
        try (RunningEdge edge = new RunningEdge();
                RawClient client = edge.connect("plain")) {
            edge.accounts.refusal = StanzaError.of(Condition.CONFLICT);
            client.open(RunningEdge.DOMAIN);
            client.loginByScram("SCRAM-SHA-1", "romeo", RunningEdge.PASSWORD);
            client.open(RunningEdge.DOMAIN);
            String bind =
                    "<iq id='b' type='set'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                            + "<resource>%s</resource></bind></iq>";
            client.send(bind.formatted("taken"));
            String conflict = client.await("</iq>");
            client.send(bind.formatted("x".repeat(1024)));
            String malformed = client.await("</iq>");
            for (int i = 2; i < EdgeLimits.DEFAULT.bindAttempts(); i++) {
                client.send(bind.formatted("again"));
                client.await("</iq>");
            }

            assertThat(conflict).contains("type='error'").contains("<conflict ");
            assertThat(malformed).contains("type='error'").contains("<bad-request ");
            assertThat(client.await(END)).contains("<policy-violation ");
        }
    }

    @Test
    void full_window_stops_reading_until_the_account_confirms() {
        try (RunningEdge edge = new RunningEdge();
                RawClient client = edge.session("juliet", "busy")) {
            edge.accounts.confirms = false;
            edge.accounts.echoes = false;
            int window = EdgeLimits.DEFAULT.ingressStanzas();
            client.send("<message/>".repeat(window + 10));
            edge.accounts.await(ToAccount.Ingress.class, told -> told.stanza().number() == window);
            client.send("<presence/>");
            edge.accounts.clear();
            edge.accounts.confirms = true;
            long greatest =
                    edge.accounts.told().stream()
                            .filter(ToAccount.Ingress.class::isInstance)
                            .mapToLong(told -> ((ToAccount.Ingress) told).stanza().number())
                            .max()
                            .orElse(0);

            edge.accounts.confirm(FullJid.parse("juliet@acme.test/busy"));

            assertThat(greatest).isZero();
            ToAccount.Ingress last =
                    edge.accounts.await(
                            ToAccount.Ingress.class,
                            told -> told.stanza().stanza().name().equals("presence"));
            assertThat(last.stanza().number()).isEqualTo(window + 11L);
        }
    }

    @Test
    void fast_client_is_slowed_and_loses_nothing() {
        DomainLimits slow = new DomainLimits(100, 32, 20, 1 << 20, 262_144, 1_000, 1_000);
        try (RunningEdge edge = new RunningEdge(EdgeLimits.DEFAULT, slow);
                RawClient client = edge.session("juliet", "fast")) {
            long begun = System.nanoTime();
            client.send("<message/>".repeat(59) + "<message id='last'/>");
            client.await("id='last'");

            // 40 in the burst, 20 more at 20 a second
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isGreaterThan(Duration.ofMillis(800));
        }
    }

    @Test
    void client_that_pings_without_end_is_slowed_like_one_that_talks() {
        DomainLimits slow = new DomainLimits(100, 32, 20, 1 << 20, 262_144, 1_000, 1_000);
        try (RunningEdge edge = new RunningEdge(EdgeLimits.DEFAULT, slow);
                RawWebSocket client = new RawWebSocket(edge.port("ws"))) {
            client.session("juliet", "pings");
            byte[] ping =
                    RawWebSocket.frame(RawWebSocket.FINAL | RawWebSocket.PING, new byte[] {'?'});
            long begun = System.nanoTime();
            for (int i = 0; i < 60; i++) {
                client.send(ping);
                assertThat(client.next()).isEqualTo(new RawWebSocket.Frame(RawWebSocket.PONG, "?"));
            }

            // 40 in the burst, 20 more at 20 a second
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isGreaterThan(Duration.ofMillis(800));
        }
    }

    @Test
    void client_that_does_not_read_is_detached() {
        try (RunningEdge edge = new RunningEdge();
                RawClient client = edge.session("juliet", "deaf")) {
            FullJid jid = FullJid.parse("juliet@acme.test/deaf");
            String body = "x".repeat(100_000);
            for (int i = 0; i < 200; i++) {
                edge.accounts.deliver(jid, Message.of(jid, jid, "big", Message.Type.CHAT, body));
            }

            edge.accounts.await(ToAccount.Detach.class);
            assertThat(client.awaitEnd()).doesNotContain(END);
        }
    }

    @Test
    void stopping_tells_every_client_and_detaches_its_session() {
        RunningEdge edge = new RunningEdge();
        try (RawClient bound = edge.session("juliet", "there");
                RawClient stranger = edge.connect("plain")) {
            stranger.open(RunningEdge.DOMAIN);
            Thread stopping = Thread.ofVirtual().start(edge::close);

            assertThat(bound.await(END)).contains("<system-shutdown ");
            assertThat(stranger.await(END)).contains("<system-shutdown ");
            bound.disconnect();
            stranger.disconnect();
            stopping.join(Duration.ofSeconds(20));
            assertThat(stopping.isAlive()).isFalse();
            edge.accounts.await(ToAccount.Detach.class);
            assertThat(edge.accounts.registered()).isZero();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static EdgeLimits limits(int perAddress, LoginThrottle.Rates rates, Times times) {
        EdgeLimits usual = EdgeLimits.DEFAULT;
        return new EdgeLimits(
                new CrowdLimits(
                        CrowdLimits.DEFAULT.connections(),
                        perAddress,
                        CrowdLimits.DEFAULT.domain(),
                        CrowdLimits.DEFAULT.tenant()),
                usual.stanzaBytesBeforeLogin(),
                usual.loginAttempts(),
                usual.bindAttempts(),
                usual.ingressStanzas(),
                usual.ingressBytes(),
                usual.outboundStanzas(),
                usual.writeHighBytes(),
                usual.writeMaxBytes(),
                usual.ackEvery(),
                usual.tlsContexts(),
                rates,
                times);
    }

    private static Times quick() {
        return times(1_500, 30_000);
    }

    private static Times times(int loginMillis, int bindMillis) {
        Times usual = Times.DEFAULT;
        return new Times(
                Duration.ofMillis(300),
                Duration.ofMillis(loginMillis),
                Duration.ofMillis(bindMillis),
                usual.attach(),
                usual.idle(),
                usual.probe(),
                usual.retry(),
                usual.ackDelay(),
                usual.ackTimeout(),
                usual.resume(),
                usual.resumeMax(),
                usual.closing());
    }
}
