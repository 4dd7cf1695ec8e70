package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients at the wrong port: what is not understood is refused at once, and nothing is told.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignProtocolTest {
    private static final String END = "</stream:stream>";
    private static final String STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    private RunningEdge edge;

    @BeforeAll
    void start() {
        edge = new RunningEdge();
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"starttls", "plain"})
    void http_request_is_not_a_stream(String listener) {
        try (RawClient client = edge.connect(listener)) {
            client.send("GET /ws HTTP/1.1\r\nHost: acme.test\r\n\r\n");

            assertThat(client.await(END) + client.awaitEnd())
                    .contains("<bad-format ")
                    .doesNotContain("acme.test")
                    .endsWith(END);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"starttls", "plain"})
    void tls_where_none_is_spoken_yet_is_not_a_stream(String listener) throws Exception {
        try (RawClient client = edge.connect(listener);
                EngineClient hello =
                        new EngineClient(
                                edge.port(listener), "acme.test", new RawClient.TrustAll())) {
            client.send(hello.clientHello());

            assertThat(client.await(END)).contains("<bad-format ").doesNotContain("acme.test");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "wss", "boring"})
    void stream_in_clear_where_tls_is_spoken_gets_no_xml(String listener) {
        try (RawClient client = edge.connect(listener)) {
            client.send(RawClient.header(RunningEdge.DOMAIN));

            assertThat(client.awaitEnd()).doesNotContain("<");
        }
    }

    @Test
    void stream_where_http_is_spoken_is_a_bad_request() {
        try (RawClient client = edge.connect("ws")) {
            client.send(RawClient.header(RunningEdge.DOMAIN) + "\r\n\r\n");

            assertThat(client.awaitEnd()).startsWith("HTTP/1.1 400 ").doesNotContain("acme");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"starttls", "plain", "tls", "wss", "ws", "boring"})
    void noise_is_ended_and_the_next_client_served(String listener) {
        RandomGenerator random =
                RandomGeneratorFactory.of("L64X128MixRandom").create(listener.hashCode());
        for (int i = 0; i < 20; i++) {
            byte[] noise = new byte[2_000];
            random.nextBytes(noise);
            noise[0] = (byte) 0xff; // neither a tag nor a record nor a request
            noise[noise.length - 1] = '\n';
            try (RawClient client = edge.connect(listener)) {
                client.send(noise);

                assertThat(client.awaitEnd()).doesNotContain("features");
            }
        }
        try (RawClient next = edge.connect("plain")) {
            assertThat(next.open(RunningEdge.DOMAIN)).contains("<mechanisms");
        }
    }

    @Test
    void login_in_clear_behind_starttls_is_not_one_after_the_handshake() {
        try (RawClient client = edge.connect("starttls")) {
            client.open(RunningEdge.DOMAIN);
            client.send(
                    STARTTLS
                            + RawClient.header(RunningEdge.DOMAIN)
                            + RawClient.auth("PLAIN", "\0juliet\0" + RunningEdge.PASSWORD));
            client.await("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
            client.secure(RunningEdge.DOMAIN);

            assertThat(client.open(RunningEdge.DOMAIN)).contains("<mechanism>PLAIN</mechanism>");
            assertThat(edge.authentication.asked).isZero();
        }
    }

    @Test
    void stream_in_clear_after_proceed_ends_the_connection() {
        try (RawClient client = edge.connect("starttls")) {
            client.open(RunningEdge.DOMAIN);
            client.send(STARTTLS);
            client.await("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");

            client.send(RawClient.header(RunningEdge.DOMAIN));

            assertThat(client.awaitEnd()).doesNotContain("<");
        }
    }
}
