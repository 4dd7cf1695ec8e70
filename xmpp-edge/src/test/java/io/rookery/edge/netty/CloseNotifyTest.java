package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.port.DomainLimits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 6120 §4.4: the stream's end is answered, then TLS says that it ends, then TCP does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloseNotifyTest {
    private static final String END = "</stream:stream>";
    private RunningEdge edge;

    @BeforeAll
    void start() {
        edge = new RunningEdge(ShortTimes.negotiation(10_000, 30_000), DomainLimits.DEFAULT);
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "boring"})
    void closed_stream_is_answered_and_tls_ended(String listener) throws Exception {
        try (EngineClient client = open(listener)) {
            client.send(END);

            assertThat(client.awaitEnd()).isEqualTo(END);
            assertThat(client.saidClose()).isTrue();
        }
        edge.awaitNoConnections(); // when the client has gone too, and no later
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "boring"})
    void stream_error_is_followed_by_the_end_of_tls(String listener) throws Exception {
        try (EngineClient client = open(listener)) {
            client.send("<!-- -->");

            assertThat(client.awaitEnd()).contains("<restricted-xml ").endsWith(END);
            assertThat(client.saidClose()).isTrue();
        }
        edge.awaitNoConnections();
    }

    private EngineClient open(String listener) throws Exception {
        EngineClient client =
                new EngineClient(edge.port(listener), RunningEdge.DOMAIN, new RawClient.TrustAll());
        client.handshake();
        client.send(RawClient.header(RunningEdge.DOMAIN));
        client.await("</stream:features>");
        return client;
    }
}
