package io.rookery.xmpp.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import io.rookery.xmpp.xml.Scope;
import io.rookery.xmpp.xml.XmlWriter;
import org.junit.jupiter.api.Test;

final class StreamErrorTest {

    @Test
    void an_error_has_the_form_that_the_standard_gives() {
        XmlWriter writer = new XmlWriter(Scope.STREAM);

        StreamError.of(StreamError.Condition.POLICY_VIOLATION, "too much")
                .toElement()
                .writeTo(writer);

        assertThat(writer)
                .hasToString(
                        "<stream:error>"
                                + "<policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                                + "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams' xml:lang='en'>"
                                + "too much</text></stream:error>");
    }

    @Test
    void every_condition_is_written_and_read_as_itself() {
        assertThat(StreamError.Condition.values()).hasSize(25);
        for (StreamError.Condition condition : StreamError.Condition.values()) {
            StreamError error = StreamError.of(condition);

            assertThat(StreamError.parse(error.toElement())).isEqualTo(error);
            assertThat(StreamError.Condition.named(condition.wireName())).isEqualTo(condition);
        }
    }

    @Test
    void another_host_is_named() {
        StreamError error = StreamError.seeOtherHost("[2001:db8::1]:5222");

        assertThat(error.toElement().firstChild())
                .hasToString(
                        "<see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>"
                                + "[2001:db8::1]:5222</see-other-host>");
        assertThat(StreamError.parse(error.toElement())).isEqualTo(error);
    }

    @Test
    void an_unknown_condition_is_undefined() {
        Element error =
                Element.builder("error", Namespaces.STREAMS)
                        .child(Element.of("exploded", Namespaces.STREAM_ERRORS))
                        .child(Element.of("app", "urn:app"))
                        .build();

        assertThat(StreamError.parse(error))
                .isEqualTo(
                        new StreamError(
                                StreamError.Condition.UNDEFINED_CONDITION,
                                null,
                                null,
                                Element.of("app", "urn:app")));
        assertThatThrownBy(() -> StreamError.parse(Element.of("error", "u")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_exception_says_what_it_is_and_has_no_stack() {
        StreamException exception =
                new StreamException(StreamError.Condition.RESTRICTED_XML, "a comment");

        assertThat(exception).hasMessage("restricted-xml: a comment");
        assertThat(exception.getStackTrace()).isEmpty();
        assertThat(new StreamException(StreamError.of(StreamError.Condition.RESET)))
                .hasMessage("reset");
    }
}
