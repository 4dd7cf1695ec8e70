package io.rookery.xmpp.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Payload;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Limits;
import io.rookery.xmpp.xml.Namespaces;
import io.rookery.xmpp.xml.Scope;
import io.rookery.xmpp.xml.XmlWriter;
import org.junit.jupiter.api.Test;

final class StreamContextTest {

    private final StanzaParser parser = new StanzaParser(Limits.authenticated());

    @Test
    void the_header_is_read() {
        StreamContext stream =
                context(
                        "<?xml version=\"1.0\" encoding='utf-8' standalone=\"yes\" ?>\n"
                                + "<stream:stream to='acme.test' from='juliet@acme.test' id='s1'"
                                + " version='1.0' xml:lang='de' xmlns='jabber:client'"
                                + " xmlns:stream='http://etherx.jabber.org/streams'>");

        assertThat(stream.header())
                .isEqualTo(new StreamHeader("acme.test", "juliet@acme.test", "s1", "1.0", "de"));
        assertThat(stream.contentNamespace()).isEqualTo(Namespaces.CLIENT);
        assertThat(stream.isDialback()).isFalse();
    }

    @Test
    void a_header_that_we_write_is_read() {
        StreamHeader header = new StreamHeader("a", "b", "c'd", "1.0", "en");

        for (String namespace :
                new String[] {Namespaces.CLIENT, Namespaces.SERVER, Namespaces.COMPONENT}) {
            for (boolean dialback : new boolean[] {true, false}) {
                StreamContext stream =
                        StreamContext.parse(header.toBytes(namespace, dialback), parser.input());

                assertThat(stream.header()).isEqualTo(header);
                assertThat(stream.contentNamespace()).isEqualTo(namespace);
                assertThat(stream.isDialback()).isEqualTo(dialback);
            }
        }
        assertThat(StreamHeader.parse(Element.parse(header.toOpen().toXml()))).isEqualTo(header);
        assertThat(StreamHeader.end()).asString().isEqualTo("</stream:stream>");
    }

    @Test
    void prefixes_of_the_root_work_in_every_stanza_and_every_copy() {
        StreamContext stream =
                context(
                        "<s:stream xmlns='jabber:client' xmlns:p='urn:p' xmlns:q='urn:q'"
                                + " xmlns:s='http://etherx.jabber.org/streams' version='1.0'>");
        String expected =
                "<message xmlns='jabber:client'><x xmlns='urn:p' xmlns:n='urn:q' n:at='1'>"
                        + "<y xmlns='urn:q'/><body xmlns='jabber:client'>b</body></x></message>";

        for (int i = 0; i < 2; i++) {
            Stanza stanza =
                    accepted("<message><p:x q:at='1'><q:y/><body>b</body></p:x></message>", stream);

            assertThat(stanza.toElement()).isEqualTo(Element.parse(expected));
            assertThat(copied(stanza)).isEqualTo(Element.parse(expected));
        }
    }

    /// As carbons, archive and other streams do: the payload's bytes within other stanzas.
    private static Element copied(Stanza stanza) {
        Payload forwarded =
                Payload.written(writer -> {
                    writer.start("forwarded", "urn:xmpp:forward:0");
                    stanza.writeTo(writer);
                    writer.end();
                });
        Element wrapper =
                Element.parse(
                                Message.of(null, null, null, Message.Type.CHAT, "x")
                                        .withPayload(forwarded)
                                        .toXml())
                        .firstChild();
        assertThat(wrapper).isNotNull();
        Element copy = wrapper.firstChild();
        assertThat(copy).isNotNull();
        return copy;
    }

    @Test
    void the_root_may_call_its_stanzas_by_a_prefix_too() {
        StreamContext stream =
                context(
                        "<s:stream xmlns='jabber:client' xmlns:c='jabber:client'"
                                + " xmlns:s='http://etherx.jabber.org/streams'>");

        Stanza stanza = accepted("<c:message><c:body>hi</c:body></c:message>", stream);

        assertThat(stanza.payload()).hasToString("<body>hi</body>");
    }

    @Test
    void stanzas_of_servers_take_on_the_namespace_of_clients_and_back() {
        StreamContext server =
                context(
                        "<s:stream xmlns='jabber:server' xmlns:db='jabber:server:dialback'"
                                + " xmlns:s='http://etherx.jabber.org/streams'>");
        String xml = "<message from='a.test'><body>hi</body><x xmlns='u'/></message>";

        Stanza stanza = accepted(xml, server);
        XmlWriter back = new XmlWriter(Scope.STREAM);
        stanza.writeTo(back);

        assertThat(server.isDialback()).isTrue();
        assertThat(stanza.payload().childText("body", Namespaces.CLIENT)).isEqualTo("hi");
        assertThat(stanza.toXml()).startsWith("<message xmlns='jabber:client' ");
        assertThat(back).hasToString(xml);
    }

    @Test
    void a_stanza_without_language_gets_its_streams() {
        StreamContext stream =
                context(
                        "<s:stream xmlns='jabber:client' xml:lang='fr'"
                                + " xmlns:s='http://etherx.jabber.org/streams'>");

        assertThat(accepted("<presence/>", stream).lang()).isEqualTo("fr");
        assertThat(accepted("<presence xml:lang='de'/>", stream).lang()).isEqualTo("de");
    }

    @Test
    void an_element_that_is_no_open_has_no_header() {
        assertThatThrownBy(() -> StreamHeader.parse(Element.of("close", Namespaces.FRAMING)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private StreamContext context(String header) {
        return StreamContext.parse(Peer.utf8(header), parser.input());
    }

    private Stanza accepted(String xml, StreamContext stream) {
        Parsed parsed = parser.parse(Peer.utf8(xml), stream);
        assertThat(parsed).isInstanceOf(Parsed.Accepted.class);
        return ((Parsed.Accepted) parsed).stanza();
    }
}
