package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.port.DomainLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that take their time on purpose: a byte now and then, or none.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class SlowlorisTest {
    private static final String END = "</stream:stream>";
    private static final Duration PACE = Duration.ofMillis(20);
    private RunningEdge edge;

    @BeforeAll
    void start() {
        edge = new RunningEdge(ShortTimes.negotiation(700, 1_500), DomainLimits.DEFAULT);
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"starttls", "plain"})
    void stream_header_that_never_ends_is_ended_within_a_stream(String listener) {
        try (RawClient client = edge.connect(listener)) {
            byte[] header = endless("<?xml version='1.0'?><stream:stream to='");

            assertThat(client.dripUntilEnd(header, PACE))
                    .startsWith("<?xml version='1.0'?><stream:stream ")
                    .contains("<connection-timeout xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>")
                    .endsWith(END);
        }
    }

    @Test
    void login_that_never_ends_is_ended() {
        try (RawClient client = edge.connect("plain")) {
            client.open(RunningEdge.DOMAIN);
            byte[] auth = endless("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='");

            assertThat(client.dripUntilEnd(auth, PACE)).contains("<connection-timeout ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"starttls", "plain"})
    void silent_client_of_a_stream_is_told_why_it_must_go(String listener) {
        try (RawClient client = edge.connect(listener)) {
            assertThat(client.await(END)).contains("<connection-timeout ");
            assertThat(client.awaitEnd()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "wss", "ws", "boring"})
    void silent_client_without_a_stream_is_closed(String listener) {
        try (RawClient client = edge.connect(listener)) {
            assertThat(client.awaitEnd()).doesNotContain("stream");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "wss", "boring"})
    void client_hello_that_never_ends_is_closed(String listener) {
        try (RawClient client = edge.connect(listener)) {
            assertThat(client.dripUntilEnd(endlessHello(), PACE)).doesNotContain("stream");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "boring"})
    void handshake_that_stops_after_the_client_hello_is_closed(String listener) throws Exception {
        try (EngineClient client = engine(listener)) {
            client.send(client.clientHello());

            assertThat(client.awaitRawEnd()).isPositive(); // the server's part, then its end
        }
    }

    @Test
    void handshake_that_never_comes_after_starttls_is_closed_without_a_word_in_clear() {
        try (RunningEdge patient =
                        new RunningEdge(ShortTimes.negotiation(20_000, 700), DomainLimits.DEFAULT);
                RawClient client = patient.connect("starttls")) {
            client.open(RunningEdge.DOMAIN);
            client.send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
            client.await("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");

            assertThat(client.awaitEnd()).isEmpty();
        }
    }

    @Test
    void http_request_that_never_ends_is_closed() {
        try (RawClient client = edge.connect("ws")) {
            byte[] request = endless("GET /ws HTTP/1.1\r\nHost: acme.test\r\nX: ");

            assertThat(client.dripUntilEnd(request, PACE)).isEmpty();
        }
    }

    @Test
    void web_socket_without_a_stream_is_told_why_it_must_go() {
        try (RawWebSocket client = new RawWebSocket(edge.port("ws"))) {
            assertThat(client.document()).startsWith("<open ");
            assertThat(client.document()).contains("<connection-timeout ");
            assertThat(client.document()).startsWith("<close ");
        }
    }

    private EngineClient engine(String listener) {
        return new EngineClient(edge.port(listener), RunningEdge.DOMAIN, new RawClient.TrustAll());
    }

    private static byte[] endless(String beginning) {
        return (beginning + "a".repeat(5_000)).getBytes(StandardCharsets.US_ASCII);
    }

    /// One record of 4 KiB with a ClientHello of nearly as much, up to the client's random bytes.
    private static byte[] endlessHello() {
        byte[] beginning = HexFormat.of().parseHex("1603011000" + "01000ffc" + "0303");
        return Arrays.copyOf(beginning, 4_000);
    }
}
