package io.rookery.testkit.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.testkit.net.Xml;
import io.rookery.xmpp.xml.Element;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ElementMatcherTest {
    private final Variables variables = new Variables();

    private Optional<String> mismatch(String expected, String actual) {
        return ElementMatcher.mismatch(element(expected), element(actual), variables);
    }

    private static Element element(String xml) {
        return Xml.content(xml).getFirst();
    }

    private void assertSame(String expected, String actual) {
        assertThat(mismatch(expected, actual)).as(expected + " and " + actual).isEmpty();
    }

    private void assertOther(String expected, String actual, String problem) {
        assertThat(mismatch(expected, actual))
                .hasValueSatisfying(wrong -> assertThat(wrong).contains(problem));
    }

    @Test
    void prefixes_quotes_order_of_attributes_and_space_between_children_do_not_matter() {
        assertSame(
                "<message to='a' id='1'><x xmlns='urn:x' a='1'/></message>",
                "<message id=\"1\" to=\"a\">\n  <p:x a='1' xmlns:p='urn:x'></p:x>\n</message>");
    }

    @Test
    void names_namespaces_values_and_texts_matter() {
        assertOther("<message/>", "<presence/>", "presence: is {jabber:client}presence");
        assertOther("<x xmlns='urn:a'/>", "<x xmlns='urn:b'/>", "expected: {urn:a}x");
        assertOther("<message id='1'/>", "<message id='2'/>", "message@id: is 2 (expected: 1)");
        assertOther("<message id='1'/>", "<message/>", "message@id: is null");
        assertOther("<body>a</body>", "<body>b</body>", "body: says 'b' (expected: 'a')");
        assertOther("<body>a</body>", "<body> a</body>", "body: says ' a'");
    }

    @Test
    void what_is_not_named_must_not_be_there() {
        assertOther("<message/>", "<message id='1'/>", "message@id: is 1");
        assertOther("<message/>", "<message><body/></message>", "(expected: no such child)");
        assertOther("<message><body/></message>", "<message/>", "lacks");
    }

    @Test
    void the_order_of_children_matters() {
        assertOther("<m><a/><b/></m>", "<m><b/><a/></m>", "m/b");
    }

    @Test
    void lenient_lets_more_be_there_in_any_order_but_not_less() {
        assertSame("<m>{lenient}<b/><a/></m>", "<m id='1'><a/><c/><b/>text</m>");
        assertOther("<m>{lenient}<b/></m>", "<m><a/></m>", "lacks");
        assertOther("<m>{lenient}<b/><b/></m>", "<m><b/></m>", "lacks");
        assertOther("<m id='1'>{lenient}</m>", "<m id='2'/>", "m@id");
    }

    @Test
    void lenience_does_not_reach_into_children() {
        assertOther("<m>{lenient}<b/></m>", "<m><b id='1'/></m>", "lacks");
    }

    @Test
    void any_is_any_value_but_a_value() {
        assertSame("<m id='{any}'><b>{any}</b></m>", "<m id='17'><b>some text</b></m>");
        assertOther("<m id='{any}'/>", "<m/>", "m@id: is null");
    }

    @Test
    void any_as_content_is_any_content() {
        assertSame("<m>{any}</m>", "<m><a><b/></a>text</m>");
    }

    @Test
    void capture_remembers_only_when_all_else_is_as_expected() {
        mismatch("<m id='{capture id}'><a/></m>", "<m id='7'><b/></m>");
        assertThat(variables.resolve("")).isEmpty();
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> variables.resolve("${id}")))
                .hasMessageContaining("variable: id");

        assertSame("<m id='{capture id}'><a>{capture text}</a></m>", "<m id='7'><a>x</a></m>");

        assertThat(variables.resolve("${id}-${text}")).isEqualTo("7-x");
    }

    @Test
    void an_id_by_an_archive_is_overlooked_unless_it_is_expected() {
        String id = "<stanza-id xmlns='urn:xmpp:sid:0' by='%s' id='1'/>";
        assertSame("<m/>", "<m>" + id.formatted("a") + "</m>");
        assertSame("<m>" + id.formatted("a") + "</m>", "<m>" + id.formatted("a") + "</m>");
        assertOther("<m>" + id.formatted("a") + "</m>", "<m>" + id.formatted("b") + "</m>", "@by");
    }

    @Test
    void an_error_in_short_is_any_text_but_this_type_and_condition() {
        String wanted = variables.resolve("<iq>{error cancel item-not-found}</iq>");
        String error =
                "<iq><error type='%s'><%s xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text"
                        + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>gone</text></error></iq>";

        assertSame(wanted, error.formatted("cancel", "item-not-found"));
        assertOther(wanted, error.formatted("wait", "item-not-found"), "type");
        assertOther(wanted, error.formatted("cancel", "not-allowed"), "lacks");
    }
}
