package io.rookery.xmpp.stanza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import org.junit.jupiter.api.Test;

final class StanzaTest {

    private static final Jid ROMEO = Jid.parse("romeo@acme.test/orchard");
    private static final Jid JULIET = Jid.parse("juliet@acme.test");
    private static final StanzaError ERROR = StanzaError.of(Condition.ITEM_NOT_FOUND);
    private static final Element PING = Element.of("ping", "urn:xmpp:ping");

    @Test
    void a_result_goes_back_to_where_the_request_came_from() {
        Iq request = Iq.get(ROMEO, JULIET, "i1", PING);

        assertThat(Iq.result(request)).hasToString(iq("result", ""));
        assertThat(Iq.result(request, PING))
                .hasToString(iq("result", "<ping xmlns='urn:xmpp:ping'/>"));
        assertThat(request.query()).isEqualTo(PING);
    }

    @Test
    void an_error_goes_back_to_where_the_stanza_came_from() {
        String error =
                "<error type='cancel'><item-not-found xmlns='"
                        + Namespaces.STANZA_ERRORS
                        + "'/></error>";
        Message message = Message.of(ROMEO, JULIET, "m1", Message.Type.CHAT, "hi");
        Presence presence = Presence.of(ROMEO, JULIET, Presence.Type.SUBSCRIBE);

        assertThat(Iq.error(Iq.set(ROMEO, JULIET, "i1", PING), ERROR))
                .hasToString(iq("error", error));
        assertThat(Message.error(message, ERROR))
                .hasToString(
                        "<message xmlns='jabber:client' from='juliet@acme.test'"
                                + " to='romeo@acme.test/orchard' id='m1' type='error'>"
                                + error
                                + "</message>");
        assertThat(Presence.error(presence, ERROR).error()).isEqualTo(ERROR);
        assertThat(message.errorReply(ERROR)).contains(Message.error(message, ERROR));
        assertThat(message.error()).isNull();
    }

    private static String iq(String type, String payload) {
        String tag =
                "<iq xmlns='jabber:client' from='juliet@acme.test' to='romeo@acme.test/orchard'"
                        + " id='i1' type='"
                        + type
                        + "'";
        return payload.isEmpty() ? tag + "/>" : tag + ">" + payload + "</iq>";
    }

    @Test
    void errors_and_results_are_never_answered() {
        Iq request = Iq.get(ROMEO, JULIET, "i1", PING);
        Iq result = Iq.result(request);
        Iq iqError = Iq.error(request, ERROR);
        Message messageError =
                Message.error(Message.of(ROMEO, JULIET, null, Message.Type.CHAT, "hi"), ERROR);
        Presence presenceError =
                Presence.error(Presence.of(ROMEO, JULIET, Presence.Type.AVAILABLE), ERROR);

        for (Stanza stanza : new Stanza[] {result, iqError, messageError, presenceError}) {
            assertThat(stanza.mayBeAnsweredByError()).isFalse();
            assertThat(stanza.errorReply(ERROR)).isEmpty();
        }
        assertThatThrownBy(() -> Iq.error(result, ERROR))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Iq.result(iqError)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Message.error(messageError, ERROR))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Presence.error(presenceError, ERROR))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void types_are_read_as_the_standard_says() {
        assertThat(Message.Type.of(null)).isEqualTo(Message.Type.NORMAL);
        assertThat(Message.Type.of("news")).isEqualTo(Message.Type.NORMAL);
        assertThat(Presence.Type.of(null)).isEqualTo(Presence.Type.AVAILABLE);
        assertThat(Presence.Type.of("available")).isNull();
        assertThat(Presence.Type.of("")).isNull();
        assertThat(Iq.Type.of(null)).isNull();
        assertThat(Iq.Type.of("GET")).isNull();
        for (Message.Type type : Message.Type.values()) {
            assertThat(Message.Type.of(type.wireName())).isEqualTo(type);
        }
        for (Iq.Type type : Iq.Type.values()) {
            assertThat(Iq.Type.of(type.wireName())).isEqualTo(type);
        }
        for (Presence.Type type : Presence.Type.values()) {
            String wireName = type.wireName().isEmpty() ? null : type.wireName();
            assertThat(Presence.Type.of(wireName)).isEqualTo(type);
        }
    }

    @Test
    void the_priority_is_a_small_number_or_zero() {
        assertThat(priority("5")).isEqualTo(5);
        assertThat(priority(" -128 ")).isEqualTo(-128);
        assertThat(priority("128")).isZero();
        assertThat(priority("high")).isZero();
        assertThat(Presence.of(ROMEO, null, Presence.Type.AVAILABLE).priority()).isZero();
    }

    private static int priority(String text) {
        return Presence.of(ROMEO, null, Presence.Type.AVAILABLE)
                .withPayload(Payload.text("priority", text))
                .priority();
    }

    @Test
    void four_types_of_presence_manage_subscriptions() {
        for (Presence.Type type : Presence.Type.values()) {
            assertThat(type.isSubscription())
                    .as(type.name())
                    .isEqualTo(type.name().contains("SUBSCRIBE"));
        }
    }

    @Test
    void a_changed_copy_differs_in_what_was_changed() {
        Message message = Message.of(ROMEO, JULIET, "m1", Message.Type.CHAT, "hi");

        assertThat(message.withFrom(JULIET).from()).isEqualTo(JULIET);
        assertThat(message.withTo(null).to()).isNull();
        assertThat(message.withType(Message.Type.HEADLINE).type()).isEqualTo(Message.Type.HEADLINE);
        assertThat(message.withPayload(Payload.EMPTY).body()).isNull();
        assertThat(message.withTo(JULIET)).isEqualTo(message).hasSameHashCodeAs(message);
        assertThat(message.toElement().childText("body")).isEqualTo("hi");
    }
}
