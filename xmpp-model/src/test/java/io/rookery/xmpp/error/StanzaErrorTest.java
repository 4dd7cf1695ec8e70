package io.rookery.xmpp.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import org.junit.jupiter.api.Test;

final class StanzaErrorTest {

    @Test
    void an_error_that_is_written_and_read_is_the_same() {
        StanzaError error =
                new StanzaError(
                        StanzaError.Type.WAIT,
                        Condition.GONE,
                        "moved",
                        "en",
                        "xmpp:romeo@other.test",
                        "acme.test",
                        Element.of("too-many", "urn:app"));

        assertThat(StanzaError.parse(Element.parse(error.toElement().toXml()))).isEqualTo(error);
        assertThat(error.toElement())
                .isEqualTo(
                        Element.parse(
                                "<error xmlns='jabber:client' type='wait' by='acme.test'>"
                                        + "<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>"
                                        + "xmpp:romeo@other.test</gone>"
                                        + "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'"
                                        + " xml:lang='en'>moved</text>"
                                        + "<too-many xmlns='urn:app'/></error>"));
    }

    @Test
    void every_condition_is_known_by_its_name() {
        assertThat(Condition.values()).hasSize(22);
        for (Condition condition : Condition.values()) {
            StanzaError error = StanzaError.of(condition);

            assertThat(Condition.named(condition.wireName())).isEqualTo(condition);
            assertThat(condition.wireName())
                    .isEqualTo(
                            condition.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
            assertThat(error.type()).isEqualTo(condition.usualType());
            assertThat(StanzaError.parse(error.toElement())).isEqualTo(error);
        }
    }

    @Test
    void every_type_is_known_by_its_name() {
        for (StanzaError.Type type : StanzaError.Type.values()) {
            assertThat(StanzaError.Type.named(type.wireName())).isEqualTo(type);
        }
        assertThat(StanzaError.Type.named("fatal")).isNull();
    }

    @Test
    void what_the_standard_has_not_is_read_leniently() {
        Element error =
                Element.parse(
                        "<error xmlns='jabber:client' type='fatal'><exploded"
                                + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>");

        assertThat(StanzaError.parse(error))
                .isEqualTo(StanzaError.of(Condition.UNDEFINED_CONDITION));
        assertThat(StanzaError.parse(Element.of("error", Namespaces.CLIENT)))
                .isEqualTo(StanzaError.of(Condition.UNDEFINED_CONDITION));
        assertThatThrownBy(() -> StanzaError.parse(Element.of("body", Namespaces.CLIENT)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_changed_copy_differs_in_what_was_changed() {
        StanzaError error = StanzaError.of(Condition.NOT_ALLOWED, "no");

        assertThat(error.lang()).isEqualTo("en");
        assertThat(error.withType(StanzaError.Type.WAIT).type()).isEqualTo(StanzaError.Type.WAIT);
        assertThat(error.withText("nein", "de").text()).isEqualTo("nein");
        assertThat(error.withAddress("a.test").address()).isEqualTo("a.test");
        assertThat(error.withAppCondition(Element.of("a", "b")).appCondition())
                .isEqualTo(Element.of("a", "b"));
    }
}
