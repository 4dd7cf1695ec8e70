package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.edge.FakeDomains;
import io.rookery.routing.hop.ToSession;
import io.rookery.routing.port.DomainLimits;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.jid.FullJid;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// RFC 6120 §4.9.3, by raw socket: each condition that a server has reason to send a client. Those
/// of timeouts, shutdown and stream management are in tests of their own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamErrorTest {
    private static final String END = "</stream:stream>";
    private RunningEdge edge;

    @BeforeAll
    void start() {
        edge = new RunningEdge();
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    static Stream<Arguments> headers() {
        String client = " xmlns='jabber:client'";
        String streams = " xmlns:stream='http://etherx.jabber.org/streams'";
        String to = " to='acme.test'";
        String version = " version='1.0'";
        return Stream.of(
                Arguments.of("host-unknown", RawClient.header("other.test")),
                Arguments.of("host-unknown", RawClient.header("juliet@acme.test")),
                Arguments.of(
                        "improper-addressing", "<stream:stream" + version + client + streams + ">"),
                Arguments.of("unsupported-version", "<stream:stream" + to + client + streams + ">"),
                Arguments.of(
                        "unsupported-version",
                        "<stream:stream" + to + " version='0.9'" + client + streams + ">"),
                Arguments.of(
                        "unsupported-version",
                        "<stream:stream" + to + " version='new'" + client + streams + ">"),
                Arguments.of(
                        "invalid-from",
                        "<stream:stream from='@'" + to + version + client + streams + ">"),
                Arguments.of(
                        "invalid-namespace",
                        "<stream:stream" + to + version + " xmlns='jabber:server'" + streams + ">"),
                Arguments.of(
                        "invalid-namespace",
                        "<stream:stream" + to + version + client + " xmlns:stream='urn:x'>"),
                Arguments.of("invalid-namespace", "<stream:stream" + to + version + streams + ">"),
                Arguments.of(
                        "bad-namespace-prefix", "<stream:stream" + to + version + client + ">"),
                Arguments.of("bad-format", "<stream:flow" + to + version + client + streams + ">"),
                Arguments.of(
                        "unsupported-encoding",
                        "<?xml version='1.0' encoding='UTF-16'?>"
                                + RawClient.header("acme.test")
                                        .substring("<?xml version='1.0'?>".length())),
                Arguments.of("restricted-xml", "<!DOCTYPE stream><stream:stream>"),
                Arguments.of("restricted-xml", "<!-- hello --><stream:stream>"),
                Arguments.of("restricted-xml", "<?php?>"),
                Arguments.of("not-well-formed", "<stream:stream <>"),
                Arguments.of("policy-violation", "<stream:stream x='" + "y".repeat(20_000) + "'>"));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void wrong_stream_header_is_answered_within_a_stream(String condition, String header) {
        try (RawClient client = edge.connect("plain")) {
            client.send(header);

            String answer = client.await(END) + client.awaitEnd();

            assertThat(answer)
                    .startsWith("<?xml version='1.0'?><stream:stream ")
                    .contains("<stream:error>")
                    .contains("<" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>")
                    .endsWith(END);
        }
    }

    static Stream<Arguments> beforeLogin() {
        return Stream.of(
                Arguments.of("not-authorized", "<message to='romeo@acme.test'/>"),
                Arguments.of("not-authorized", "<presence/>"),
                Arguments.of(
                        "not-authorized",
                        "<iq type='get' id='1'><query xmlns='jabber:iq:roster'/></iq>"),
                Arguments.of(
                        "not-authorized",
                        "<iq type='set' id='1'><bind"
                                + " xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"),
                Arguments.of("not-authorized", "<r xmlns='urn:xmpp:sm:3'/>"),
                Arguments.of("not-authorized", "<active xmlns='urn:xmpp:csi:0'/>"),
                Arguments.of("unsupported-stanza-type", "<pubsub xmlns='urn:example'/>"),
                Arguments.of("invalid-namespace", "<message xmlns='urn:example'/>"),
                Arguments.of("bad-format", "hello"),
                Arguments.of("restricted-xml", "<auth>&lol;</auth>"),
                Arguments.of("policy-violation", "<auth>" + "A".repeat(11_000) + "</auth>"),
                Arguments.of("policy-violation", "<a>".repeat(100)));
    }

    @ParameterizedTest
    @MethodSource("beforeLogin")
    void nothing_but_negotiation_is_taken_before_login(String condition, String element) {
        try (RawClient client = edge.connect("plain")) {
            client.open(RunningEdge.DOMAIN);

            client.send(element + "</a>".repeat(element.startsWith("<a><a>") ? 100 : 0));

            assertThat(client.await(END)).contains("<" + condition + ' ');
        }
    }

    static Stream<Arguments> afterBind() {
        return Stream.of(
                Arguments.of("invalid-from", "<message from='romeo@acme.test' to='x@acme.test'/>"),
                Arguments.of("invalid-from", "<message from='juliet@acme.test/other'/>"),
                Arguments.of("invalid-from", "<message from='@'/>"),
                Arguments.of("unsupported-stanza-type", "<auction xmlns='jabber:client'/>"),
                Arguments.of(
                        "unsupported-stanza-type",
                        "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
                Arguments.of("unsupported-stanza-type", "<x xmlns='urn:xmpp:sm:3'/>"),
                Arguments.of("invalid-namespace", "<message xmlns='jabber:server'/>"),
                Arguments.of("bad-namespace-prefix", "<message><x:y/></message>"),
                Arguments.of("not-well-formed", "<message><body></message></message>"),
                Arguments.of("not-well-formed", "<message a='1' a='2'/>"),
                Arguments.of("not-well-formed", "</message>"),
                Arguments.of("not-well-formed", "<message>\u0001</message>"),
                Arguments.of("restricted-xml", "<message><!-- x --></message>"),
                Arguments.of("restricted-xml", "<message><?x y?></message>"),
                Arguments.of("restricted-xml", "<message>&external;</message>"),
                Arguments.of("restricted-xml", "<!DOCTYPE x [<!ENTITY y 'z'>]>"),
                Arguments.of("bad-format", "text between stanzas"),
                Arguments.of(
                        "policy-violation",
                        "<message><body>" + "x".repeat(300_000) + "</body></message>"));
    }

    @ParameterizedTest
    @MethodSource("afterBind")
    void wrong_element_closes_a_bound_stream(String condition, String element) {
        try (RawClient client = edge.session("juliet", "errors")) {
            client.send(element);

            assertThat(client.await(END)).contains("<" + condition + ' ');
        }
    }

    @Test
    void bytes_that_are_not_utf8_close_the_stream() {
        try (RawClient client = edge.session("juliet", "errors")) {
            client.send("<message><body>");
            client.send(new byte[] {(byte) 0xc3, (byte) 0x28});
            client.send("</body></message>".getBytes(StandardCharsets.US_ASCII));

            assertThat(client.await(END)).contains("<unsupported-encoding ");
        }
    }

    @Test
    void own_full_or_bare_jid_may_be_said() {
        try (RawClient client = edge.session("juliet", "errors")) {
            client.send("<message from='juliet@acme.test' id='bare'/>");
            client.await("id='bare'");
            client.send("<message from='juliet@acme.test/errors' id='full'/>");

            assertThat(client.await("id='full'")).contains("from='juliet@acme.test/errors'");
        }
    }

    @Test
    void faulty_stanzas_are_answered_by_the_account_and_close_nothing() {
        try (RawClient client = edge.session("juliet", "faulty")) {
            client.send("<iq type='get' id='two'><a xmlns='urn:a'/><b xmlns='urn:b'/></iq>");
            String badRequest = client.await("</iq>");
            client.send("<message to='@' id='wrong'><body>x</body></message>");
            String malformed = client.await("</message>");

            assertThat(badRequest).contains("id='two'").contains("<bad-request ");
            assertThat(malformed).contains("id='wrong'").contains("<jid-malformed ");
        }
    }

    @Test
    void newer_session_evicts_with_conflict() {
        try (RawClient client = edge.session("juliet", "evicted")) {
            edge.accounts.send(
                    FullJid.parse("juliet@acme.test/evicted"),
                    id ->
                            new ToSession.Evicted(
                                    id, 1, StreamError.of(StreamError.Condition.CONFLICT)));

            assertThat(client.await(END)).contains("<conflict ");
        }
    }

    @Test
    void directory_that_cannot_be_asked_is_an_internal_error() {
        try (RunningEdge down = new RunningEdge();
                RawClient client = down.connect("plain")) {
            down.domains.unavailable = true;

            client.send(RawClient.header(RunningEdge.DOMAIN));

            assertThat(client.await(END)).contains("<internal-server-error ");
        }
    }

    @Test
    void suspended_domain_looks_unknown_and_its_clients_go() {
        try (RunningEdge suspended = new RunningEdge();
                RawClient before = suspended.session("juliet", "gone")) {
            suspended.domains.put(
                    FakeDomains.suspended(
                            FakeDomains.policy(RunningEdge.DOMAIN, DomainLimits.DEFAULT)));
            String gone = before.await(END);
            try (RawClient after = suspended.connect("plain");
                    RawClient never = suspended.connect("plain")) {
                after.send(RawClient.header(RunningEdge.DOMAIN));
                never.send(RawClient.header("what.test"));

                String answer = after.await(END).replaceAll(" id='[^']*'", "");
                String unknown = never.await(END).replaceAll(" id='[^']*'", "");
                assertThat(gone).contains("<host-gone ");
                assertThat(answer).contains("<host-unknown ");
                assertThat(answer.replace("acme.test", "what.test")).isEqualTo(unknown);
            }
        }
    }
}
