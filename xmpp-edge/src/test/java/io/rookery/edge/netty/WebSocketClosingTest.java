package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.edge.netty.RawWebSocket.Frame;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.hop.ToSession;
import io.rookery.routing.port.DomainLimits;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.jid.FullJid;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// RFC 7395 §3.6 and RFC 6455 §7, frame by frame.
class WebSocketClosingTest {
    private static final String CLOSE = "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>";
    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private final RunningEdge edge =
            new RunningEdge(ShortTimes.negotiation(10_000, 30_000), DomainLimits.DEFAULT);

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void clients_close_is_answered_and_then_the_web_socket_is_closed() {
        try (RawWebSocket client = session()) {
            client.text(CLOSE);
            String answer = client.document();
            Frame closing = client.next();
            client.closing(NORMAL);

            assertThat(answer).isEqualTo(CLOSE);
            assertThat(closing).isEqualTo(Frame.closing(NORMAL));
            assertThat(client.next()).isEqualTo(Frame.END);
            edge.accounts.await(ToAccount.End.class);
            edge.awaitNoConnections(); // long before the server would give up waiting
        }
    }

    @Test
    void server_that_ends_the_stream_closes_the_web_socket_too() {
        try (RawWebSocket client = session()) {
            evict();
            String error = client.document();
            String close = client.document();
            Frame closing = client.next();
            client.closing(NORMAL);

            assertThat(error).startsWith("<stream:error ").contains("<conflict ");
            assertThat(close).isEqualTo(CLOSE);
            assertThat(closing).isEqualTo(Frame.closing(NORMAL));
            assertThat(client.next()).isEqualTo(Frame.END);
            edge.awaitNoConnections();
        }
    }

    @Test
    void web_socket_closed_without_its_stream_is_answered_alike_and_leaves_a_session_to_resume() {
        try (RawWebSocket client = session()) {
            client.closing(GOING_AWAY);

            assertThat(client.next()).isEqualTo(Frame.closing(GOING_AWAY));
            assertThat(client.next()).isEqualTo(Frame.END);
            edge.accounts.await(ToAccount.Detach.class);
            assertThat(edge.accounts.told()).noneMatch(ToAccount.End.class::isInstance);
            edge.awaitNoConnections();
        }
    }

    @Test
    void closing_frame_without_a_status_is_answered() {
        try (RawWebSocket client = new RawWebSocket(edge.port("ws"))) {
            client.send(RawWebSocket.frame(RawWebSocket.FINAL | RawWebSocket.CLOSE, new byte[0]));

            assertThat(client.next()).isEqualTo(Frame.closing(NORMAL));
            assertThat(client.next()).isEqualTo(Frame.END);
        }
    }

    @Test
    void nothing_that_follows_close_is_looked_at() {
        try (RawWebSocket client = session()) {
            client.text(CLOSE);
            client.text("<message xmlns='jabber:client' id='late'/>");
            client.send(ping());
            client.text(CLOSE);
            client.closing(NORMAL);

            assertThat(client.document()).isEqualTo(CLOSE);
            assertThat(client.next()).isEqualTo(Frame.closing(NORMAL));
            assertThat(client.next()).isEqualTo(Frame.END);
            edge.awaitNoConnections();
            assertThat(edge.accounts.told()).noneMatch(ToAccount.Ingress.class::isInstance);
        }
    }

    @Test
    void nothing_that_follows_the_servers_own_end_is_answered() {
        try (RawWebSocket client = session()) {
            evict();
            client.document();
            client.document();
            client.next();
            client.send(ping());
            client.text("<message xmlns='jabber:client' id='late'/>");
            client.closing(NORMAL);

            assertThat(client.next()).isEqualTo(Frame.END);
            edge.awaitNoConnections();
            assertThat(edge.accounts.told()).noneMatch(ToAccount.Ingress.class::isInstance);
        }
    }

    private RawWebSocket session() {
        RawWebSocket client = new RawWebSocket(edge.port("ws"));
        client.session("juliet", "balcony");
        return client;
    }

    private void evict() {
        edge.accounts.send(
                FullJid.parse("juliet@acme.test/balcony"),
                id -> new ToSession.Evicted(id, 1, StreamError.of(StreamError.Condition.CONFLICT)));
    }

    private static byte[] ping() {
        return RawWebSocket.frame(
                RawWebSocket.FINAL | RawWebSocket.PING, "?".getBytes(StandardCharsets.US_ASCII));
    }
}
