package io.rookery.xmpp.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.xmpp.error.Condition;
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

    private Parsed parse(String xml) {
        return parser.parse(xml.getBytes(StandardCharsets.UTF_8), stream);
    }
}
