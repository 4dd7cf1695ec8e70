package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.edge.netty.RawWebSocket.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Frames as RFC 6455 §5 does not want them, and as it does but nobody sends them: each wrong one
/// ends the stream with an error, and the WebSocket with the status that says why.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketFramesTest {
    private static final String CLOSE = "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>";
    private static final int TOO_BIG = 1009;
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
    @CsvSource({
        "bad-format, 1002, 8105 3c6f70656e", // no mask
        "bad-format, 1002, c180 00000000", // a reserved bit
        "bad-format, 1002, 8380 00000000", // an operation that is none
        "bad-format, 1002, 8b80 00000000", // a control operation that is none
        "bad-format, 1002, 8080 00000000", // more of nothing
        "bad-format, 1002, 0181 00000000 3c 8181 00000000 3c", // a message within another
        "bad-format, 1002, 0980 00000000", // a ping in parts
        "bad-format, 1002, 89fe 0100 00000000", // a ping of 256 bytes
        "bad-format, 1002, 8881 00000000 03", // half a status
        "bad-format, 1002, 8882 00000000 03ed", // a status that nobody may send
        "bad-format, 1003, 8281 00000000 3c", // binary
        "bad-format, 1003, 0281 00000000 3c", // the beginning of something binary
        "policy-violation, 1009, 81fe ffff 00000000", // larger than anything before login
        "policy-violation, 1009, 81ff 7fffffffffffffff 00000000"
    })
    void wrong_frame_ends_the_stream_and_says_why(String condition, int status, String bytes) {
        try (RawWebSocket client = new RawWebSocket(edge.port("ws"))) {
            client.send(HexFormat.of().parseHex(bytes.replace(" ", "")));

            assertThat(client.document()).startsWith("<open ");
            assertThat(client.document())
                    .startsWith("<stream:error ")
                    .contains("<" + condition + ' ');
            assertThat(client.document()).isEqualTo(CLOSE);
            assertThat(client.next()).isEqualTo(Frame.closing(status));
            assertThat(client.next()).isEqualTo(Frame.END);
        }
    }

    @Test
    void text_that_is_not_utf8_ends_the_stream() {
        try (RawWebSocket client = new RawWebSocket(edge.port("ws"))) {
            client.session("juliet", "encoding");
            byte[] text =
                    "<message xmlns='jabber:client'><body>xx</body></message>"
                            .getBytes(StandardCharsets.US_ASCII);
            text[37] = (byte) 0xc3;
            text[38] = (byte) 0x28;

            client.send(RawWebSocket.frame(RawWebSocket.FINAL | RawWebSocket.TEXT, text));

            assertThat(client.document()).contains("<unsupported-encoding ");
            assertThat(client.document()).isEqualTo(CLOSE);
        }
    }

    @Test
    void stanza_in_a_hundred_thousand_frames_is_one_and_a_ping_among_them_is_answered() {
        try (RawWebSocket client = new RawWebSocket(edge.port("ws"))) {
            client.session("juliet", "pieces");
            String body = "x".repeat(100_000);
            byte[] message =
                    ("<message xmlns='jabber:client' id='m'><body>" + body + "</body></message>")
                            .getBytes(StandardCharsets.US_ASCII);
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int i = 0; i < message.length; i++) {
                int first =
                        (i == 0 ? RawWebSocket.TEXT : RawWebSocket.MORE)
                                | (i == message.length - 1 ? RawWebSocket.FINAL : 0);
                frames.writeBytes(RawWebSocket.frame(first, new byte[] {message[i]}));
                if (i == 1_000) {
                    frames.writeBytes(
                            RawWebSocket.frame(
                                    RawWebSocket.FINAL | RawWebSocket.PING, new byte[] {'?'}));
                }
            }

            client.send(frames.toByteArray());

            assertThat(client.next()).isEqualTo(new Frame(RawWebSocket.PONG, "?"));
            assertThat(client.document()).contains("id='m'").contains(body);
        }
    }

    @Test
    void parts_that_are_too_large_together_end_the_stream() {
        try (RawWebSocket client = new RawWebSocket(edge.port("ws"))) {
            client.session("juliet", "parts");
            byte[] part = "<message>".repeat(10_000).getBytes(StandardCharsets.US_ASCII);

            client.send(RawWebSocket.frame(RawWebSocket.TEXT, part));
            client.send(RawWebSocket.frame(RawWebSocket.MORE, part));
            client.send(RawWebSocket.frame(RawWebSocket.MORE, part));

            assertThat(client.document()).contains("<policy-violation ");
            assertThat(client.document()).isEqualTo(CLOSE);
            assertThat(client.next()).isEqualTo(Frame.closing(TOO_BIG));
        }
    }

    @Test
    void frame_that_says_to_be_too_large_is_not_waited_for() {
        try (RawWebSocket client = new RawWebSocket(edge.port("ws"))) {
            client.session("juliet", "large");

            client.send(HexFormat.of().parseHex("81ff000000000010000000000000"));

            assertThat(client.document()).contains("<policy-violation ");
            assertThat(client.document()).isEqualTo(CLOSE);
            assertThat(client.next()).isEqualTo(Frame.closing(TOO_BIG));
        }
    }
}
