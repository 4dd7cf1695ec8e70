package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.client.ScramClient;
import io.rookery.routing.hop.ToAccount;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7395 with the JDK's WebSocket client, and its HTTP part by raw socket.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketTest {
    private static final String OPEN =
            "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='acme.test' version='1.0'/>";
    private RunningEdge edge;

    @BeforeAll
    void start() {
        edge = new RunningEdge();
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    @Test
    void session_over_web_socket_is_like_one_over_tcp() throws Exception {
        Frames frames = connect();
        frames.login("romeo");

        frames.send(
                "<iq xmlns='jabber:client' id='b' type='set'>"
                        + "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                        + "<resource>orchard</resource></bind></iq>");
        String bound = frames.next();
        frames.send("<message xmlns='jabber:client' id='m1'><body>But soft</body></message>");
        String echo = frames.next();
        frames.send("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>");
        String closed = frames.next();

        assertThat(bound).contains("<jid>romeo@acme.test/orchard</jid>");
        assertThat(echo)
                .startsWith("<message xmlns='jabber:client'")
                .contains("<body>But soft</body>");
        assertThat(closed).isEqualTo("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>");
        assertThat(frames.next()).isEqualTo("closed 1000");
        edge.accounts.await(ToAccount.End.class);
    }

    @Test
    void message_in_several_frames_is_one() throws Exception {
        Frames frames = connect();

        frames.socket().sendText(OPEN.substring(0, 20), false).get(20, TimeUnit.SECONDS);
        frames.socket().sendText(OPEN.substring(20), true).get(20, TimeUnit.SECONDS);

        assertThat(frames.next()).startsWith("<open ").contains("from='acme.test'");
        assertThat(frames.next()).startsWith("<stream:features xmlns:stream=");
    }

    @Test
    void ping_is_answered_by_pong() throws Exception {
        Frames frames = connect();

        frames.socket().sendPing(ByteBuffer.wrap(new byte[] {42})).get(20, TimeUnit.SECONDS);

        assertThat(frames.next()).isEqualTo("pong 42");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host-unknown|<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='x.test'"
                        + " version='1.0'/>",
                "not-well-formed|<open",
                "bad-format|hello",
                "bad-format|<stream xmlns='urn:x'/>",
                "invalid-namespace|<open xmlns='urn:x' to='acme.test' version='1.0'/>",
                "restricted-xml|<!DOCTYPE x><open/>",
                "not-well-formed|<open xmlns='urn:ietf:params:xml:ns:xmpp-framing'/><open/>"
            })
    void wrong_beginning_is_a_stream_error(String condition, String frame) throws Exception {
        Frames frames = connect();

        frames.send(frame);

        assertThat(frames.next()).startsWith("<open ");
        assertThat(frames.next())
                .startsWith("<stream:error xmlns:stream='http://etherx.jabber.org/streams'>")
                .contains("<" + condition + ' ');
        assertThat(frames.next()).startsWith("<close ");
    }

    @Test
    void binary_messages_are_refused() throws Exception {
        Frames frames = connect();

        frames.socket()
                .sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true)
                .get(20, TimeUnit.SECONDS);

        assertThat(frames.next()).startsWith("<open ");
        assertThat(frames.next()).contains("<bad-format ");
    }

    @Test
    void large_message_before_login_ends_the_stream() throws Exception {
        Frames frames = connect();

        frames.send("<open>" + "x".repeat(20_000) + "</open>");

        assertThat(frames.next()).startsWith("<open ");
        assertThat(frames.next()).contains("<policy-violation ");
        assertThat(frames.next()).startsWith("<close ");
        assertThat(frames.next()).isEqualTo("closed 1009");
    }

    @Test
    void large_stanza_after_login_is_taken() throws Exception {
        Frames frames = connect();
        frames.login("nurse");
        frames.send(
                "<iq xmlns='jabber:client' id='b' type='set'>"
                        + "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
        frames.next();

        frames.send(
                "<message xmlns='jabber:client' id='big'><body>"
                        + "x".repeat(100_000)
                        + "</body></message>");

        assertThat(frames.next()).contains("id='big'").hasSizeGreaterThan(100_000);
    }

    @ParameterizedTest
    @CsvSource({
        "/ws, xmpp, https://app.acme.test, 101",
        "/ws, xmpp, https://evil.test, 403",
        "/ws, chat, https://app.acme.test, 400",
        "/other, xmpp, https://app.acme.test, 404"
    })
    void handshake_is_held_to_path_protocol_and_origin(
            String path, String protocol, String origin, int status) {
        try (RawClient client = edge.connect("ws")) {
            client.send(upgrade(path, protocol, "Origin: " + origin));

            String head = client.await("\r\n\r\n");
            assertThat(head).startsWith("HTTP/1.1 " + status + ' ');
            if (status == 101) {
                assertThat(head.toLowerCase(Locale.ROOT)).contains("sec-websocket-protocol: xmpp");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /ws HTTP/1.1, 426",
        "POST /ws HTTP/1.1, 405",
        "GET / HTTP/1.1, 404",
        "nonsense, 400"
    })
    void plain_http_is_refused(String requestLine, int status) {
        try (RawClient client = edge.connect("ws")) {
            client.send(requestLine + "\r\nHost: acme.test\r\nContent-Length: 0\r\n\r\n");

            assertThat(client.await("\r\n\r\n")).startsWith("HTTP/1.1 " + status + ' ');
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-WebSocket-Protocol: xmpp, 400", // RFC 7395 §3.1: no subprotocol at all
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, 400",
        "Sec-WebSocket-Version: 13, 426",
        "Connection: Upgrade, 400"
    })
    void handshake_wants_all_its_headers(String missing, int status) {
        try (RawClient client = edge.connect("ws")) {
            client.send(upgrade("/ws", "xmpp", "Accept: */*").replace(missing + "\r\n", ""));

            assertThat(client.await("\r\n\r\n")).startsWith("HTTP/1.1 " + status + ' ');
            assertThat(client.awaitEnd()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "7", "8", "14", "x"})
    void versions_before_the_standard_are_told_which_is_spoken(String version) {
        try (RawClient client = edge.connect("ws")) {
            client.send(
                    upgrade("/ws", "xmpp", "Accept: */*")
                            .replace("Version: 13", "Version: " + version));

            assertThat(client.await("\r\n\r\n").toLowerCase(Locale.ROOT))
                    .startsWith("http/1.1 426 ")
                    .contains("sec-websocket-version: 13\r\n");
        }
    }

    @Test
    void web_socket_without_tls_does_not_offer_to_begin_it() throws Exception {
        Frames frames = connect();

        frames.send(OPEN);
        frames.next();

        assertThat(frames.next())
                .contains("<mechanism>SCRAM-SHA-256</mechanism>")
                .doesNotContain("starttls");
    }

    @Test
    void web_socket_over_tls_offers_channel_binding() {
        try (RawClient client = edge.connect("wss")) {
            client.secure(RunningEdge.DOMAIN, "http/1.1");
            client.send(upgrade("/ws", "xmpp", "Accept: */*"));
            client.await("\r\n\r\n");
            client.send(masked(OPEN));

            assertThat(client.await("</stream:features>"))
                    .contains("SCRAM-SHA-256-PLUS")
                    .contains("<mechanism>PLAIN</mechanism>");
            assertThat(client.applicationProtocol()).isEqualTo("http/1.1");
        }
    }

    private static String upgrade(String path, String protocol, String header) {
        return String.join(
                "\r\n",
                "GET " + path + " HTTP/1.1",
                "Host: acme.test",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Protocol: " + protocol,
                header,
                "",
                "");
    }

    /// One text frame as RFC 6455 §5.2 wants it of a client, with a mask of zeros.
    private static byte[] masked(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(bytes.length + 6)
                .put((byte) 0x81)
                .put((byte) (0x80 | bytes.length))
                .putInt(0)
                .put(bytes)
                .array();
    }

    private Frames connect() throws Exception {
        Frames frames = new Frames();
        frames.socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .subprotocols("xmpp")
                        .buildAsync(URI.create("ws://127.0.0.1:" + edge.port("ws") + "/ws"), frames)
                        .get(20, TimeUnit.SECONDS);
        return frames;
    }

    /// What comes from the server, message by message.
    private static final class Frames implements WebSocket.Listener {
        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();
        private @Nullable WebSocket socket;

        WebSocket socket() {
            return Objects.requireNonNull(socket);
        }

        void send(String text) throws Exception {
            socket().sendText(text, true).get(20, TimeUnit.SECONDS);
        }

        String next() throws Exception {
            String next = received.poll(20, TimeUnit.SECONDS);
            return next == null ? "nothing" : next;
        }

        void login(String name) throws Exception {
            send(OPEN);
            next();
            next();
            ScramClient client =
                    RawClient.scram("SCRAM-SHA-256", name, RunningEdge.PASSWORD).build();
            send(RawClient.auth("SCRAM-SHA-256", client.clientFirstMessage().toString()));
            client.serverFirstMessage(content(next()));
            send(RawClient.response(client.clientFinalMessage().toString()));
            client.serverFinalMessage(content(next()));
            send(OPEN);
            next();
            next();
        }

        private static String content(String element) {
            return new String(
                    Base64.getDecoder().decode(RawClient.find(element, ">([^<]*)<")),
                    StandardCharsets.UTF_8);
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                received.add(partial.toString());
                partial.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
            received.add("pong " + message.get());
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            received.add("closed " + status);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            received.add("closed by " + error);
        }
    }
}
