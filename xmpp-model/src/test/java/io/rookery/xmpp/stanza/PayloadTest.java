package io.rookery.xmpp.stanza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import io.rookery.xmpp.xml.XmlException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class PayloadTest {

    private static final Element BODY = Element.of("body", Namespaces.CLIENT, "hi");
    private static final Element ID =
            Element.builder("stanza-id", "urn:xmpp:sid:0")
                    .attribute("by", "juliet@acme.test")
                    .attribute("id", "s1")
                    .build();

    @Test
    void children_of_the_content_namespace_are_written_without_it() {
        assertThat(Payload.of(BODY, ID))
                .hasToString(
                        "<body>hi</body><stanza-id xmlns='urn:xmpp:sid:0' by='juliet@acme.test'"
                                + " id='s1'/>");
    }

    @Test
    void children_are_added_behind() {
        Payload payload = Payload.of(BODY).plus(ID);

        assertThat(payload.elements()).containsExactly(BODY, ID);
        assertThat(payload.first()).isEqualTo(BODY);
        assertThat(payload.child("stanza-id", "urn:xmpp:sid:0")).isEqualTo(ID);
        assertThat(payload.childText("body", Namespaces.CLIENT)).isEqualTo("hi");
        assertThat(payload.size()).isEqualTo(payload.toString().length());
        assertThat(payload.plus()).isSameAs(payload);
    }

    @Test
    void unwanted_children_are_left_out() {
        Payload payload = Payload.of(ID, BODY, ID);

        Payload clean = payload.without(e -> e.is("stanza-id", "urn:xmpp:sid:0"));

        assertThat(clean).isEqualTo(Payload.of(BODY)).hasSameHashCodeAs(Payload.of(BODY));
        assertThat(clean.marks().stanzaIdBy()).isEmpty();
        assertThat(clean.without(e -> e.name().equals("none"))).isSameAs(clean);
        assertThat(clean.without(_ -> true).isEmpty()).isTrue();
    }

    @Test
    void no_children_are_the_empty_payload() {
        assertThat(Payload.of()).isSameAs(Payload.EMPTY);
        assertThat(Payload.parse(new byte[0])).isSameAs(Payload.EMPTY);
        assertThat(Payload.EMPTY.elements()).isEmpty();
        assertThat(Payload.EMPTY.first()).isNull();
        assertThat(Payload.EMPTY.marks()).isEqualTo(Marks.NONE);
    }

    @Test
    void bytes_that_are_no_content_are_refused() {
        for (String content : new String[] {"<a>", "</r><r>", "<x:a/>", "<!-- -->", "<a b=c/>"}) {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> Payload.parse(bytes))
                    .as(content)
                    .isInstanceOf(XmlException.class);
        }
    }

    @Test
    void what_a_writer_writes_becomes_a_payload_with_marks() {
        Payload payload =
                Payload.written(writer ->
                        writer.start("private", "urn:xmpp:carbons:2")
                                .end()
                                .start("body", Namespaces.CLIENT)
                                .text("é")
                                .end());

        assertThat(payload.marks().has(Marks.Mark.CARBONS_PRIVATE)).isTrue();
        assertThat(payload.marks().bodyBytes()).isEqualTo(2);
        assertThat(payload).hasToString("<private xmlns='urn:xmpp:carbons:2'/><body>é</body>");
    }
}
