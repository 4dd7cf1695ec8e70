package io.rookery.xmpp.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class XmlWriterTest {

    @Test
    void namespaces_are_declared_where_they_change() {
        XmlWriter writer = new XmlWriter(Scope.CONTENT);

        writer.start("a", Namespaces.CLIENT)
                .start("b", "u")
                .start("c", "u")
                .end()
                .start("d", Namespaces.CLIENT)
                .end()
                .end()
                .start("e", "")
                .end()
                .end();

        assertThat(writer)
                .hasToString("<a><b xmlns='u'><c/><d xmlns='jabber:client'/></b><e xmlns=''/></a>");
    }

    @Test
    void the_namespaces_of_streams_get_their_usual_prefixes() {
        Element error = Element.builder("error", Namespaces.STREAMS).child("x").build();
        Element dialback = Element.of("result", Namespaces.DIALBACK);
        XmlWriter stream = new XmlWriter(Scope.STREAM);
        XmlWriter document = new XmlWriter(Scope.DOCUMENT);

        error.writeTo(stream);
        dialback.writeTo(stream);
        error.writeTo(document);

        assertThat(stream)
                .hasToString(
                        "<stream:error><stream:x/></stream:error>"
                                + "<db:result xmlns:db='jabber:server:dialback'/>");
        assertThat(Element.parse(document.toString())).isEqualTo(error);
        assertThat(document.toString()).startsWith("<stream:error xmlns:stream=");
    }

    @Test
    void what_xml_cannot_carry_is_left_out() {
        XmlWriter writer = new XmlWriter(Scope.DOCUMENT);

        writer.start("a", "")
                .attribute("b", "\u0000x\u001f\ud800y\udc00")
                .text("1\u00002\ud83d3\ude004\ufffe5\uffff\ud83d")
                .text("\ud83d\ude00\ud83d\ud83d\ude00".toCharArray(), 0, 5)
                .end();

        assertThat(writer).hasToString("<a b='xy'>12345😀😀</a>");
    }

    @Test
    void markup_in_text_and_attributes_is_escaped() {
        XmlWriter writer = new XmlWriter(Scope.DOCUMENT);

        writer.start("a", "").attribute("b", "<>&'\"\t\n\r").text("<>&'\"\t\n\r]]>").end();

        assertThat(writer)
                .hasToString(
                        "<a b='&lt;&gt;&amp;&apos;\"&#9;&#10;&#13;'>"
                                + "&lt;&gt;&amp;'\"\t\n&#13;]]&gt;</a>");
    }

    @Test
    void an_attribute_after_content_and_an_end_without_start_are_bugs() {
        XmlWriter writer = new XmlWriter(Scope.DOCUMENT);
        writer.start("a", "").text("x");

        assertThatThrownBy(() -> writer.attribute("b", "c"))
                .isInstanceOf(IllegalStateException.class);
        writer.end();
        assertThatThrownBy(writer::end).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_writer_grows_and_may_be_used_again() {
        XmlWriter writer = new XmlWriter(Scope.DOCUMENT, 1);
        String text = "é♚x".repeat(1000);

        writer.start("a", "").text(text).end();

        assertThat(writer.size()).isEqualTo(6007);
        assertThat(writer.toBytes())
                .isEqualTo(("<a>" + text + "</a>").getBytes(StandardCharsets.UTF_8));
        assertThat(writer.buffer()).startsWith(writer.toBytes());
        writer.reset();
        writer.start("b", "").end();
        assertThat(writer).hasToString("<b/>");
    }
}
