package io.rookery.xmpp.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ElementTest {

    private static final long SEED = Long.getLong("rookery.seed", 6120L);

    @Test
    void an_element_that_is_written_and_parsed_is_the_same() {
        RandomElements elements = new RandomElements(new SplittableRandom(SEED));
        for (int i = 0; i < 3000; i++) {
            Element element = elements.next();

            String xml = element.toXml();

            assertThat(Element.parse(xml)).as("seed %d: %s", SEED, xml).isEqualTo(element);
            assertThat(Element.parse(xml)).hasSameHashCodeAs(element);
            assertThat(Element.parse(xml)).hasToString(xml);
        }
    }

    @Test
    void children_attributes_and_text_are_found() {
        Element element =
                Element.parse(
                        "<query xmlns='a' ver='7' xml:lang='en'>x<item n='1'/>y"
                                + "<item xmlns='b'/><item n='2'>z</item></query>");

        assertThat(element.attribute("ver")).isEqualTo("7");
        assertThat(element.attribute("none")).isNull();
        assertThat(element.lang()).isEqualTo("en");
        assertThat(element.text()).isEqualTo("xy");
        assertThat(element.children()).hasSize(3);
        assertThat(element.children("item", "a")).hasSize(2);
        assertThat(element.child("item", "b")).isEqualTo(Element.of("item", "b"));
        assertThat(element.childText("item")).isEmpty();
        assertThat(element.child("none")).isNull();
        assertThat(element.firstChild()).isEqualTo(element.children().getFirst());
    }

    @Test
    void equality_is_of_infosets() {
        Element one = Element.parse("<p:a xmlns:p='u' y='2' x='1'><p:b/>t<![CDATA[<]]></p:a>");
        Element same = Element.parse("<a xmlns='u' x='1' y=\"2\"><b></b>t&lt;</a>");

        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(one).isNotEqualTo(Element.parse("<a xmlns='u' x='1' y='2'><b/>t</a>"));
        assertThat(one).isNotEqualTo(Element.parse("<a xmlns='v' x='1' y='2'><b/>t&lt;</a>"));
        assertThat(one).isNotEqualTo(Element.parse("<a xmlns='u' x='1' z='2'><b/>t&lt;</a>"));
    }

    @Test
    void a_builder_replaces_and_removes_attributes_and_joins_text() {
        Element element =
                Element.of("a", "u").toBuilder()
                        .attribute("x", "1")
                        .attribute("x", "2")
                        .attribute("y", "3")
                        .attribute("y", null)
                        .text("a")
                        .text("")
                        .text("b")
                        .child("c", "d")
                        .child("e", null)
                        .build();

        assertThat(element).hasToString("<a xmlns='u' x='2'>ab<c>d</c></a>");
        assertThat(element.nodes()).hasSize(2);
    }

    @Test
    void names_that_would_break_out_of_a_tag_are_refused() {
        for (String name : new String[] {"", "a b", "a>", "a:b", "1a", "a/", "-a", "a'", "<"}) {
            assertThatThrownBy(() -> Element.of(name, "u"))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Element.builder("a", "u").attribute(name, "1"))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Element.builder("a", "u").attribute("xmlns", "v"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void what_is_no_element_is_not_parsed() {
        for (String xml : new String[] {"", "a", "<a>", "<a/><b/>", "<a/>x", "<a b='&c;'/>"}) {
            assertThatThrownBy(() -> Element.parse(xml)).isInstanceOf(XmlException.class);
        }
    }
}
