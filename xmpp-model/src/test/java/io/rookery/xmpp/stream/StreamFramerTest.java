package io.rookery.xmpp.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.error.StreamException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StreamFramerTest {

    private static final String MESSAGE =
            "<message to=\"juliet@acme.test\" id='a>b/\"c'><body>1 > 0 ]] é</body>"
                    + "<x xmlns='y'><![CDATA[</x><!-- no -->]]]]><z/></x\n></message >";

    @Test
    void header_elements_and_end_are_found() {
        String stream = Peer.HEADER + MESSAGE + "\n <presence/><r xmlns='s'/></stream:stream >";

        assertThat(Peer.frames(utf8(stream)))
                .containsExactly(
                        "opened " + Peer.HEADER,
                        "element " + latin(MESSAGE),
                        "element <presence/>",
                        "element <r xmlns='s'/>",
                        "closed");
    }

    @Test
    void where_the_bytes_are_cut_makes_no_difference() {
        byte[] stream = utf8(" \n" + Peer.HEADER + MESSAGE + " " + MESSAGE + "</stream:stream>");
        List<String> whole = Peer.frames(stream);

        for (int first = 0; first <= stream.length; first++) {
            assertThat(Peer.frames(stream, first)).as("cut at %d", first).isEqualTo(whole);
            for (int second = first; second <= stream.length; second += 7) {
                assertThat(Peer.frames(stream, first, second))
                        .as("cut at %d and %d", first, second)
                        .isEqualTo(whole);
            }
        }
    }

    @Test
    void bytes_may_come_one_by_one() {
        byte[] stream = utf8(Peer.HEADER + MESSAGE + MESSAGE + "</stream:stream>");
        int[] everywhere = new int[stream.length];
        for (int i = 0; i < stream.length; i++) {
            everywhere[i] = i;
        }

        assertThat(Peer.frames(stream, everywhere)).isEqualTo(Peer.frames(stream));
    }

    @Test
    void white_space_between_elements_is_a_keepalive() {
        StreamFramer framer = opened();

        feed(framer, " ");

        assertThat(framer.next()).isEqualTo(StreamFramer.Event.KEEPALIVE);
        assertThat(framer.next()).isEqualTo(StreamFramer.Event.NEEDS_INPUT);
    }

    @Test
    void an_empty_root_opens_and_closes() {
        String root =
                "<s:stream xmlns='jabber:client' xmlns:s='http://etherx.jabber.org/streams'/>";

        assertThat(Peer.frames(utf8(root))).containsExactly("opened " + root, "closed");
    }

    @Test
    void the_root_may_have_another_prefix() {
        String root = "<s:stream xmlns='jabber:client' xmlns:s='http://etherx.jabber.org/streams'>";

        assertThat(Peer.frames(utf8(root + "</s:stream>")))
                .containsExactly("opened " + root, "closed");
        assertThat(Peer.frames(utf8(root + "</stream:stream>")))
                .containsExactly("opened " + root, "error not-well-formed");
    }

    @Test
    void what_follows_the_end_is_ignored() {
        assertThat(Peer.frames(utf8(Peer.HEADER + "</stream:stream>\0<<<")))
                .containsExactly("opened " + Peer.HEADER, "closed");
    }

    @Test
    void a_frame_may_have_exactly_the_maximum() {
        String stanza = "<message><body>" + "x".repeat(100) + "</body></message>";
        StreamFramer framer = opened();

        framer.maxFrameBytes(stanza.length());
        feed(framer, stanza);

        assertThat(framer.next()).isEqualTo(StreamFramer.Event.ELEMENT);
    }

    @Test
    void a_frame_above_the_maximum_is_refused_wherever_it_is_cut() {
        String stanza = "<message><body>" + "x".repeat(100) + "</body></message>";

        for (int cut = 0; cut <= stanza.length(); cut++) {
            StreamFramer framer = opened();
            framer.maxFrameBytes(stanza.length() - 1);
            int at = cut;
            assertThatThrownBy(
                            () -> {
                                feed(framer, stanza.substring(0, at));
                                framer.next();
                                feed(framer, stanza.substring(at));
                                framer.next();
                            })
                    .isInstanceOfSatisfying(
                            StreamException.class,
                            e ->
                                    assertThat(e.error().condition())
                                            .isEqualTo(StreamError.Condition.POLICY_VIOLATION));
        }
    }

    @Test
    void white_space_does_not_count_toward_the_maximum() {
        StreamFramer framer = opened();

        framer.maxFrameBytes(20);
        feed(framer, " ".repeat(1000) + "<presence/>");

        assertThat(framer.next()).isEqualTo(StreamFramer.Event.KEEPALIVE);
        assertThat(framer.next()).isEqualTo(StreamFramer.Event.ELEMENT);
    }

    @Test
    void a_new_stream_may_follow_on_the_same_connection() {
        StreamFramer framer = opened();

        feed(framer, "<auth/>" + Peer.HEADER + "<presence/>");
        assertThat(framer.next()).isEqualTo(StreamFramer.Event.ELEMENT);
        framer.restart();

        assertThat(framer.next()).isEqualTo(StreamFramer.Event.STREAM_OPENED);
        assertThat(framer.next()).isEqualTo(StreamFramer.Event.ELEMENT);
        assertThat(framer.frame()).asString().isEqualTo("<presence/>");
    }

    @Test
    void what_came_in_clear_behind_starttls_can_be_forgotten() {
        StreamFramer framer = opened();

        feed(framer, "<starttls/><presence/>");
        assertThat(framer.next()).isEqualTo(StreamFramer.Event.ELEMENT);
        assertThat(framer.unread()).isEqualTo("<presence/>".length());
        framer.discardUnread();
        framer.restart();

        assertThat(framer.next()).isEqualTo(StreamFramer.Event.NEEDS_INPUT);
        assertThat(framer.unread()).isZero();
    }

    @Test
    void after_an_error_there_is_only_the_error() {
        StreamFramer framer = opened();

        feed(framer, "<!-- --><presence/>");

        assertThatThrownBy(framer::next).isInstanceOf(StreamException.class);
        assertThatThrownBy(framer::next).isInstanceOf(StreamException.class);
    }

    @Test
    void unread_bytes_may_not_be_overtaken() {
        StreamFramer framer = opened();
        feed(framer, "<presence/><presence/>");
        framer.next();

        assertThatThrownBy(() -> feed(framer, "<presence/>"))
                .isInstanceOf(IllegalStateException.class);
    }

    private static StreamFramer opened() {
        StreamFramer framer = new StreamFramer(10_000);
        feed(framer, Peer.HEADER);
        assertThat(framer.next()).isEqualTo(StreamFramer.Event.STREAM_OPENED);
        assertThat(framer.next()).isEqualTo(StreamFramer.Event.NEEDS_INPUT);
        return framer;
    }

    private static void feed(StreamFramer framer, String text) {
        byte[] bytes = utf8(text);
        framer.feed(bytes, 0, bytes.length);
    }

    private static byte[] utf8(String text) {
        return Peer.utf8(text);
    }

    private static String latin(String text) {
        return new String(utf8(text), StandardCharsets.ISO_8859_1);
    }
}
