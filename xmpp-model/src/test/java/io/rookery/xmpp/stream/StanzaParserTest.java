package io.rookery.xmpp.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StreamException;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Marks;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.xml.Limits;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class StanzaParserTest {

    private static final String HEADER =
            "<?xml version='1.0'?><stream:stream xmlns='jabber:client' to='acme.test'"
                    + " xmlns:stream='http://etherx.jabber.org/streams' version='1.0'"
                    + " xml:lang='en'>";

    private final StanzaParser parser = new StanzaParser(Limits.authenticated());
    private final StreamContext stream =
            StreamContext.parse(HEADER.getBytes(StandardCharsets.UTF_8), parser.input());

    @Test
    void a_message_is_read_with_header_payload_and_marks() {
        Parsed parsed =
                parse(
                        "<message from='romeo@acme.test/orchard' to='juliet@acme.test' id='m1'"
                                + " type='chat'><body>Art &lt; thou</body>"
                                + "<request xmlns='urn:xmpp:receipts'/>"
                                + "<origin-id xmlns='urn:xmpp:sid:0' id='o1'/></message>");

        assertThat(parsed).isInstanceOf(Parsed.Accepted.class);
        Message message = (Message) ((Parsed.Accepted) parsed).stanza();
        assertThat(message.from()).isEqualTo(Jid.parse("romeo@acme.test/orchard"));
        assertThat(message.to()).isEqualTo(Jid.parse("juliet@acme.test"));
        assertThat(message.type()).isEqualTo(Message.Type.CHAT);
        assertThat(message.lang()).isEqualTo("en");
        assertThat(message.body()).isEqualTo("Art < thou");
        assertThat(message.payload().marks().has(Marks.Mark.RECEIPT_REQUEST)).isTrue();
        assertThat(message.payload().marks().originId()).isEqualTo("o1");
        assertThat(message.payload().marks().bodyBytes()).isEqualTo(10);
        assertThat(message.payload().marks().children()).isEqualTo(3);
        assertThat(message.payload())
                .hasToString(
                        "<body>Art &lt; thou</body><request xmlns='urn:xmpp:receipts'/>"
                                + "<origin-id xmlns='urn:xmpp:sid:0' id='o1'/>");
    }

    @Test
    void a_request_with_two_children_is_faulty() {
        Parsed parsed = parse("<iq type='get' id='i1'><a xmlns='x'/><b xmlns='x'/></iq>");

        Parsed.Faulty faulty = (Parsed.Faulty) parsed;
        assertThat(faulty.error().condition()).isEqualTo(Condition.BAD_REQUEST);
        assertThat(faulty.header().mayBeAnsweredByError()).isTrue();
        assertThat(((Iq) faulty.header()).id()).isEqualTo("i1");
    }

    @Test
    void presence_of_an_unknown_type_is_faulty() {
        Parsed parsed = parse("<presence type='lurking'/>");

        Parsed.Faulty faulty = (Parsed.Faulty) parsed;
        assertThat(faulty.header()).isInstanceOf(Presence.class);
        assertThat(faulty.error().condition()).isEqualTo(Condition.BAD_REQUEST);
    }

    @Test
    void what_is_no_stanza_is_an_element() {
        Parsed parsed = parse("<r xmlns='urn:xmpp:sm:3'/>");

        assertThat(((Parsed.NotStanza) parsed).element().is("r", "urn:xmpp:sm:3")).isTrue();
    }

    @Test
    void a_stanza_to_no_address_is_faulty() {
        Parsed.Faulty faulty = (Parsed.Faulty) parse("<message to='@' id='m1'><body/></message>");

        assertThat(faulty.error().condition()).isEqualTo(Condition.JID_MALFORMED);
        assertThat(faulty.header().to()).isNull();
        assertThat(faulty.header().id()).isEqualTo("m1");
        assertThat(faulty.header().payload().isEmpty()).isTrue();
    }

    @Test
    void an_iq_against_the_rules_is_faulty_and_answered_only_if_it_is_a_request() {
        assertFaulty("<iq type='get'><a xmlns='x'/></iq>", true);
        assertFaulty("<iq type='set' id=''><a xmlns='x'/></iq>", true);
        assertFaulty("<iq type='get' id='1'/>", true);
        assertFaulty("<iq type='get' id='1'>text</iq>", true);
        assertFaulty("<iq id='1'><a xmlns='x'/></iq>", true);
        assertFaulty("<iq type='ask' id='1'><a xmlns='x'/></iq>", true);
        assertFaulty("<iq type='result' id='1'><a xmlns='x'/><b xmlns='x'/></iq>", false);
        assertFaulty("<iq type='result'/>", false);
        assertFaulty("<iq type='error' id='1'><a xmlns='x'/></iq>", false);
    }

    private void assertFaulty(String xml, boolean answered) {
        assertThat(parse(xml))
                .as(xml)
                .isInstanceOfSatisfying(
                        Parsed.Faulty.class,
                        faulty -> {
                            assertThat(faulty.error().condition()).isEqualTo(Condition.BAD_REQUEST);
                            assertThat(faulty.header().mayBeAnsweredByError()).isEqualTo(answered);
                            assertThat(faulty.header().errorReply(faulty.error()).isPresent())
                                    .isEqualTo(answered);
                        });
    }

    @Test
    void results_and_errors_may_have_what_the_rules_allow() {
        for (String xml :
                new String[] {
                    "<iq type='result' id='1'/>",
                    "<iq type='result' id='1'> <a xmlns='x'/> </iq>",
                    "<iq type='error' id='1'><a xmlns='x'/><error type='cancel'/></iq>"
                }) {
            assertThat(parse(xml)).as(xml).isInstanceOf(Parsed.Accepted.class);
        }
    }

    @Test
    void text_between_children_and_unknown_attributes_are_dropped() {
        Parsed parsed =
                parse("<message xmlns:e='ext' e:a='1' b='2'> x <body>y</body> z </message>");

        assertThat(((Parsed.Accepted) parsed).stanza())
                .hasToString(
                        "<message xmlns='jabber:client' xml:lang='en'><body>y</body></message>");
    }

    @Test
    void a_frame_of_a_websocket_is_a_document_of_its_own() {
        assertThat(webSocket("<presence xmlns='jabber:client'/>"))
                .isEqualTo(new Parsed.Accepted(Presence.of(null, null, Presence.Type.AVAILABLE)));
        assertThat(webSocket("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='a.test'/>"))
                .isInstanceOf(Parsed.NotStanza.class);
    }

    @Test
    void a_frame_of_a_websocket_that_is_not_right_ends_the_stream() {
        assertThatWebSocketFailsWith("<presence/>", "invalid-namespace");
        assertThatWebSocketFailsWith(" <presence xmlns='jabber:client'/>", "bad-format");
        assertThatWebSocketFailsWith("", "bad-format");
        assertThatWebSocketFailsWith("hello", "bad-format");
        assertThatWebSocketFailsWith("<a/><b/>", "not-well-formed");
        assertThatWebSocketFailsWith("<a>", "not-well-formed");
        assertThatWebSocketFailsWith("<?xml version='1.0'?><a/>", "restricted-xml");
        assertThatWebSocketFailsWith("<?php x?><a/>", "restricted-xml");
        assertThatWebSocketFailsWith("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "restricted-xml");
        assertThatWebSocketFailsWith("<!-- x --><a/>", "restricted-xml");
        assertThatWebSocketFailsWith("<a/><!-- x -->", "restricted-xml");
        assertThatWebSocketFailsWith("<a><!-- x --></a>", "restricted-xml");
        assertThatWebSocketFailsWith("<a>&b;</a>", "restricted-xml");
        assertThatWebSocketFailsWith("<stream:features/>", "bad-namespace-prefix");
        assertThatWebSocketFailsWith("<a>" + "x".repeat(300_000) + "</a>", "policy-violation");
    }

    private void assertThatWebSocketFailsWith(String frame, String condition) {
        assertThatThrownBy(() -> webSocket(frame))
                .as(frame)
                .isInstanceOfSatisfying(
                        StreamException.class,
                        e -> assertThat(e.error().condition()).hasToString(condition));
    }

    private Parsed webSocket(String frame) {
        return parser.parse(frame.getBytes(StandardCharsets.UTF_8), StreamContext.webSocket());
    }

    private Parsed parse(String xml) {
        return parser.parse(xml.getBytes(StandardCharsets.UTF_8), stream);
    }
}
