package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 6120 §5.3.5: renegotiation is not supported, so it ends the connection.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RenegotiationTest {
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
    @ValueSource(strings = {"tls", "boring"})
    void second_handshake_ends_the_connection(String listener) throws Exception {
        try (EngineClient client =
                new EngineClient(
                        edge.port(listener), RunningEdge.DOMAIN, new RawClient.TrustAll())) {
            client.only("TLSv1.2");
            client.handshake();
            client.send(RawClient.header(RunningEdge.DOMAIN));
            client.await("</stream:features>");

            client.renegotiate();

            assertThatThrownBy(client::awaitEnd)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("fatal alert");
        }
        edge.awaitNoConnections();
        assertThat(edge.edge.connections()).isZero();
    }
}
