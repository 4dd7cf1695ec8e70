package io.rookery.xmpp.stanza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class MarksTest {

    /// A child and what it is marked as.
    private static final String CHILDREN =
            """
            BODY CONTENT|<body>x</body>
            SUBJECT CONTENT|<subject/>
            THREAD|<thread>t</thread>
            ERROR CONTENT|<error type='cancel'/>
            STORE|<store xmlns='urn:xmpp:hints'/>
            NO_STORE|<no-store xmlns='urn:xmpp:hints'/>
            NO_PERMANENT_STORE|<no-permanent-store xmlns='urn:xmpp:hints'/>
            NO_PERMANENT_STORE|<no-permanent-storage xmlns='urn:xmpp:hints'/>
            NO_COPY|<no-copy xmlns='urn:xmpp:hints'/>
            CARBONS_PRIVATE CONTENT|<private xmlns='urn:xmpp:carbons:2'/>
            CARBON CONTENT|<sent xmlns='urn:xmpp:carbons:2'/>
            CARBON CONTENT|<received xmlns='urn:xmpp:carbons:2'/>
            RECEIPT_REQUEST CONTENT|<request xmlns='urn:xmpp:receipts'/>
            RECEIPT CONTENT|<received xmlns='urn:xmpp:receipts' id='1'/>
            CHAT_STATE|<composing xmlns='http://jabber.org/protocol/chatstates'/>
            MARKABLE CONTENT|<markable xmlns='urn:xmpp:chat-markers:0'/>
            CHAT_MARKER CONTENT|<displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>
            MUC_USER CONTENT|<x xmlns='http://jabber.org/protocol/muc#user'/>
            MUC_JOIN CONTENT|<x xmlns='http://jabber.org/protocol/muc'/>
            ENCRYPTED CONTENT|<encrypted xmlns='eu.siacs.conversations.axolotl'/>
            ENCRYPTED CONTENT|<encryption xmlns='urn:xmpp:eme:0'/>
            DELAY CONTENT|<delay xmlns='urn:xmpp:delay'/>
            CONTENT|<body xmlns='urn:other'/>
            """;

    @TestFactory
    Stream<DynamicTest> each_child_is_marked_for_what_it_is() {
        return CHILDREN.lines()
                .map(line -> line.split("\\|", 2))
                .map(row -> DynamicTest.dynamicTest(row[1], () -> isMarked(row[0], row[1])));
    }

    private static void isMarked(String expected, String child) {
        Marks marks = marks(child);
        Marks asElement = Payload.of(Payload.parse(utf8(child)).elements()).marks();

        for (Marks.Mark mark : Marks.Mark.values()) {
            boolean wanted = (" " + expected + " ").contains(" " + mark.name() + " ");
            assertThat(marks.has(mark)).as(mark.name()).isEqualTo(wanted);
        }
        assertThat(asElement).isEqualTo(marks);
        assertThat(Marks.parse(marks.toBytes())).isEqualTo(marks);
    }

    @Test
    void only_the_stanzas_own_children_are_marked() {
        Marks marks = marks("<x xmlns='u'><body xmlns='jabber:client'>b</body></x>");

        assertThat(marks.has(Marks.Mark.BODY)).isFalse();
        assertThat(marks.bodyBytes()).isZero();
        assertThat(marks.firstName()).isEqualTo("x");
        assertThat(marks.firstNamespace()).isEqualTo("u");
        assertThat(marks.children()).isEqualTo(1);
    }

    @Test
    void ids_and_thread_are_kept() {
        Marks marks =
                marks(
                        "<origin-id xmlns='urn:xmpp:sid:0' id='o'/>"
                                + "<received xmlns='urn:xmpp:receipts' id='r'/>"
                                + "<displayed xmlns='urn:xmpp:chat-markers:0' id='m'/>"
                                + "<stanza-id xmlns='urn:xmpp:sid:0' id='1' by='a.test'/>"
                                + "<stanza-id xmlns='urn:xmpp:sid:0' id='2' by='B.test'/>"
                                + "<thread/><thread parent='p'>t&amp;1</thread>");

        assertThat(marks.originId()).isEqualTo("o");
        assertThat(marks.receiptId()).isEqualTo("r");
        assertThat(marks.markerId()).isEqualTo("m");
        assertThat(marks.stanzaIdBy()).containsExactly("a.test", "B.test");
        assertThat(marks.thread()).isEqualTo("t&1");
        assertThat(Marks.parse(marks.toBytes())).isEqualTo(marks);
    }

    @Test
    void long_strings_are_as_absent() {
        String longest = "x".repeat(Marks.MAX_TEXT_CHARS);

        Marks kept = marks("<thread>" + longest + "</thread>");
        Marks dropped =
                marks(
                        "<thread>y"
                                + longest
                                + "</thread>"
                                + "<origin-id xmlns='urn:xmpp:sid:0' id='y"
                                + longest
                                + "'/>");

        assertThat(kept.thread()).isEqualTo(longest);
        assertThat(dropped.thread()).isNull();
        assertThat(dropped.originId()).isNull();
    }

    @Test
    void a_body_is_measured_in_bytes() {
        assertThat(marks("<body>aé♚😀&lt;<![CDATA[&]]></body><body xml:lang='de'>x</body>"))
                .extracting(Marks::bodyBytes)
                .isEqualTo(1 + 2 + 3 + 4 + 1 + 1 + 1);
    }

    @Test
    void a_chat_state_with_thread_and_hints_is_only_a_chat_state() {
        String state = "<active xmlns='http://jabber.org/protocol/chatstates'/>";
        String hint = "<no-store xmlns='urn:xmpp:hints'/>";

        assertThat(marks(state + "<thread>t</thread>" + hint).isChatStateOnly()).isTrue();
        assertThat(marks(state + "<body/>").isChatStateOnly()).isFalse();
        assertThat(marks(hint).isChatStateOnly()).isFalse();
    }

    @Test
    void a_mark_keeps_its_bit_for_ever() {
        int bit = 1;
        for (Marks.Mark mark : Marks.Mark.values()) {
            assertThat(mark.bits()).as(mark.name()).isEqualTo(bit);
            bit <<= 1;
        }
        assertThat(Marks.Mark.CONTENT.bits()).isEqualTo(1 << 19);
    }

    @Test
    void marks_of_version_1_are_read_for_ever() {
        byte[] recorded =
                HexFormat.of()
                        .parseHex(
                                "01"
                                        + "8180a002"
                                        + "02"
                                        + "8c01"
                                        + "0562"
                                        + "6f6479"
                                        + "01"
                                        + "03c3a9"
                                        + "00"
                                        + "00"
                                        + "0274"
                                        + "01"
                                        + "0261"
                                        + "ffff");

        assertThat(Marks.parse(recorded))
                .isEqualTo(
                        new Marks(
                                0x480001,
                                2,
                                140,
                                "body",
                                "",
                                "é",
                                null,
                                null,
                                "t",
                                java.util.List.of("a")));
    }

    @Test
    void what_is_no_marks_is_refused() {
        byte[] good = marks("<body>x</body>").toBytes();
        for (int length = 1; length < good.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(good, length);
            assertThatThrownBy(() -> Marks.parse(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Marks.parse(new byte[] {9}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Marks.parse(new byte[0])).isEqualTo(Marks.NONE);
    }

    private static Marks marks(String content) {
        return Payload.parse(utf8(content)).marks();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
