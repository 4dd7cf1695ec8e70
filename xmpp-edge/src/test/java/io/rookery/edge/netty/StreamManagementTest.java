package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.edge.EdgeLimits;
import io.rookery.edge.EdgeLimits.Times;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.hop.ToAccount.Attach;
import io.rookery.routing.port.DomainLimits;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.stanza.Message;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamManagementTest {
    private static final FullJid JULIET = FullJid.parse("juliet@acme.test/balcony");
    private static final String ENABLE = "<enable xmlns='urn:xmpp:sm:3' resume='true'/>";
    private static final String ASK = "<r xmlns='urn:xmpp:sm:3'/>";
    private final RunningEdge edge = new RunningEdge();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void enabling_fixes_both_counters_where_they_are() {
        try (RawClient client = edge.session("juliet", "balcony")) {
            client.send("<message id='before'/>");
            client.await("id='before'/>");
            client.send(ENABLE);
            String enabled = client.await("/>");
            client.send("<message id='after'/>");
            client.await("id='after'");
            client.send(ASK);

            assertThat(client.await("h='1'/>")).contains("<a xmlns='urn:xmpp:sm:3' h='1'/>");
            assertThat(enabled).contains("resume='true'").contains("max='300'").contains("id='");
            ToAccount.Managed managed = edge.accounts.await(ToAccount.Managed.class);
            assertThat(managed.resumption()).isEqualTo(new ToAccount.Resumption(1, 1, 300));
        }
    }

    @Test
    void only_what_the_account_confirmed_is_counted_and_growth_is_told_unasked() {
        try (RawClient client = edge.session("juliet", "balcony")) {
            edge.accounts.confirms = false;
            client.send(ENABLE + "<message id='1'/><message id='2'/>" + ASK);
            String before = client.await("id='2'");
            before += client.await("<a xmlns='urn:xmpp:sm:3' h='0'/>");
            edge.accounts.confirm(JULIET);
            String after = client.await("<a xmlns='urn:xmpp:sm:3' h='2'/>");

            assertThat(before + after).doesNotContain("h='1'");
        }
    }

    @Test
    void client_is_asked_and_its_answer_is_told_to_the_account() {
        try (RawClient client = edge.session("juliet", "balcony")) {
            client.send(ENABLE);
            client.await("/>");
            for (int i = 0; i < 5; i++) {
                client.send("<message id='" + i + "'/>");
            }
            client.await(ASK);
            client.send("<a xmlns='urn:xmpp:sm:3' h='5'/>");

            ToAccount.Progress progress =
                    edge.accounts.await(ToAccount.Progress.class, told -> told.taken() == 5);
            assertThat(progress.handed()).isEqualTo(5);
        }
    }

    @Test
    void lost_client_resumes_and_gets_what_it_has_not() {
        String id;
        try (RawClient client = edge.session("juliet", "balcony")) {
            client.send(ENABLE);
            id = RawClient.find(client.await("/>"), " id='([^']*)'");
            client.send("<message id='1'/><message id='2'/>");
            client.await("id='2'");
        }
        edge.accounts.await(ToAccount.Detach.class);
        edge.accounts.deliver(JULIET, message("while-away"));

        try (RawClient again = loggedIn()) {
            again.send("<resume xmlns='urn:xmpp:sm:3' previd='" + id + "' h='1'/>");
            String resumed = again.await("id='while-away'");
            again.send("<message id='3'/>" + ASK);
            String later = again.await("h='3'/>");

            assertThat(resumed)
                    .containsSubsequence("<resumed ", "id='2'", "id='while-away'")
                    .contains("previd='" + id + "'")
                    .contains("h='2'")
                    .doesNotContain("id='1'");
            assertThat(later).contains("id='3'");
        }
        Attach attach =
                edge.accounts.await(Attach.class, told -> told.kind() == Attach.Kind.RESUME);
        assertThat(attach.origin().text()).isEqualTo(id);
        assertThat(attach.session()).isNotEqualTo(attach.origin());
    }

    @Test
    void unknown_session_fails_with_the_last_count_and_the_client_may_bind() {
        try (RawClient client = loggedIn()) {
            client.send("<resume xmlns='urn:xmpp:sm:3' previd='AAAAAAAAAAAAAAAAAAAAAA' h='1'/>");
            String failed = client.await("</failed>");
            client.send("<resume xmlns='urn:xmpp:sm:3' previd='no such form' h='1'/>");
            String malformed = client.await("</failed>");

            assertThat(failed).contains("h='7'").contains("<item-not-found ");
            assertThat(malformed).contains("<item-not-found ").doesNotContain("h=");
            assertThat(client.bind("balcony")).isEqualTo("juliet@acme.test/balcony");
        }
    }

    @Test
    void enable_before_binding_fails() {
        try (RawClient client = loggedIn()) {
            client.send(ENABLE);

            assertThat(client.await("</failed>")).contains("<unexpected-request ");
        }
    }

    @Test
    void count_above_what_was_sent_closes_the_stream() {
        try (RawClient client = edge.session("juliet", "balcony")) {
            client.send(ENABLE + "<a xmlns='urn:xmpp:sm:3' h='9'/>");

            assertThat(client.await("</stream:stream>"))
                    .contains("<undefined-condition ")
                    .contains(
                            "<handled-count-too-high xmlns='urn:xmpp:sm:3' h='9' send-count='0'/>");
        }
    }

    @Test
    void answer_without_count_closes_the_stream() {
        try (RawClient client = edge.session("juliet", "balcony")) {
            client.send(ENABLE + "<a xmlns='urn:xmpp:sm:3' h='-1'/>");

            assertThat(client.await("</stream:stream>")).contains("<invalid-xml ");
        }
    }

    @Test
    void client_that_does_not_answer_is_detached() {
        Times usual = Times.DEFAULT;
        Times quick =
                new Times(
                        usual.handshake(),
                        usual.login(),
                        usual.bind(),
                        usual.attach(),
                        usual.idle(),
                        usual.probe(),
                        usual.retry(),
                        Duration.ofMillis(10),
                        Duration.ofMillis(100),
                        usual.resume(),
                        usual.resumeMax(),
                        usual.closing());
        try (RunningEdge hasty =
                        new RunningEdge(EdgeLimits.DEFAULT.withTimes(quick), DomainLimits.DEFAULT);
                RawClient client = hasty.session("juliet", "balcony")) {
            client.send(ENABLE + "<message id='1'/>");

            assertThat(client.await("</stream:stream>"))
                    .contains(ASK)
                    .contains("<connection-timeout ");
            hasty.accounts.await(ToAccount.Detach.class);
        }
    }

    @Test
    void client_state_reaches_the_account_once_for_each_change() {
        try (RawClient client = edge.session("juliet", "balcony")) {
            client.send(
                    "<inactive xmlns='urn:xmpp:csi:0'/><inactive xmlns='urn:xmpp:csi:0'/>"
                            + "<active xmlns='urn:xmpp:csi:0'/><message id='fence'/>");
            client.await("id='fence'");

            assertThat(
                            edge.accounts.told().stream()
                                    .filter(ToAccount.ClientState.class::isInstance)
                                    .map(told -> ((ToAccount.ClientState) told).inactive()))
                    .containsExactly(true, false);
        }
    }

    private RawClient loggedIn() {
        RawClient client = edge.connect("plain");
        client.open(RunningEdge.DOMAIN);
        client.loginByScram("SCRAM-SHA-1", "juliet", RunningEdge.PASSWORD);
        client.open(RunningEdge.DOMAIN);
        return client;
    }

    private static Message message(String id) {
        return Message.of(JULIET, JULIET, id, Message.Type.CHAT, "hark");
    }
}
