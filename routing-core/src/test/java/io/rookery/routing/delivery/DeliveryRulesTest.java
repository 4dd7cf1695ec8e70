package io.rookery.routing.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rookery.routing.delivery.Delivery.AnswerUnsubscribed;
import io.rookery.routing.delivery.Delivery.Deliver;
import io.rookery.routing.delivery.Delivery.Drop;
import io.rookery.routing.delivery.Delivery.HandleByAccount;
import io.rookery.routing.delivery.Delivery.Refuse;
import io.rookery.routing.delivery.Delivery.StoreOffline;
import io.rookery.routing.fixture.Row;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Payload;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.xml.Element;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeliveryRulesTest {
    private static final BareJid JULIET = BareJid.parse("juliet@acme.test");
    private static final FullJid ROMEO = FullJid.parse("romeo@acme.test/orchard");
    private static final FullJid OCCUPANT = FullJid.parse("verona@rooms.acme.test/romeo");
    private static final List<Session> MANY =
            List.of(
                    new Session("balcony", true, 5, false),
                    new Session("chamber", true, 1, false),
                    new Session("tomb", true, -1, false),
                    new Session("pda", false, 0, false));

    @TestFactory
    Stream<DynamicTest> every_row_of_the_message_table() {
        List<String> types = List.of("normal", "chat", "groupchat", "headline", "error");
        return cells("messages.txt", types)
                .map(cell ->
                        dynamicTest(
                                cell.name(),
                                () ->
                                        assertThat(
                                                        outcome(
                                                                cell.rules(),
                                                                message(cell.type()),
                                                                cell,
                                                                true))
                                                .isEqualTo(cell.expected())));
    }

    @TestFactory
    Stream<DynamicTest> every_row_for_presence() {
        List<String> types =
                List.of(
                        "available",
                        "unavailable",
                        "error",
                        "subscribe",
                        "subscribed",
                        "unsubscribe",
                        "unsubscribed",
                        "probe");
        return cells("presence-iq.txt", types)
                .filter(cell -> cell.table().equals("presence"))
                .map(cell ->
                        dynamicTest(
                                cell.name(),
                                () ->
                                        assertThat(
                                                        outcome(
                                                                DeliveryRules.DEFAULT,
                                                                presence(cell.type()),
                                                                cell,
                                                                true))
                                                .isEqualTo(cell.expected())));
    }

    @TestFactory
    Stream<DynamicTest> every_row_for_iqs() {
        List<String> types =
                List.of(
                        "get",
                        "set",
                        "get stranger",
                        "set stranger",
                        "result",
                        "error",
                        "result stranger",
                        "error stranger");
        return cells("presence-iq.txt", types)
                .filter(cell -> cell.table().equals("iq"))
                .map(cell ->
                        dynamicTest(
                                cell.name(),
                                () ->
                                        assertThat(
                                                        outcome(
                                                                DeliveryRules.DEFAULT,
                                                                iq(cell.type()),
                                                                cell,
                                                                !cell.type().endsWith("stranger")))
                                                .isEqualTo(cell.expected())));
    }

    @Test
    void equal_highest_priorities_all_get_the_message() {
        List<Session> sessions =
                List.of(
                        new Session("balcony", true, 3, false),
                        new Session("chamber", true, 3, false),
                        new Session("garden", true, 2, false));

        Delivery<Session> decision =
                new DeliveryRules(BareMessages.HIGHEST_PRIORITY, true)
                        .message(message("chat"), JULIET, sessions);

        assertThat(decision).isEqualTo(new Deliver<>(sessions.subList(0, 2), DeliveryReason.BARE));
    }

    @ParameterizedTest(name = "RFC 6121 §8.5.2.2.1, XEP-0160 §3: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "<body>x</body> | STORE | a body waits",
                "<body>x</body><no-permanent-store xmlns='urn:xmpp:hints'/> | STORE | it may wait",
                "<body>x</body><no-store xmlns='urn:xmpp:hints'/> | REFUSE | unkept body is"
                        + " refused",
                "<active xmlns='http://jabber.org/protocol/chatstates'/> | DROP | chat state is"
                        + " lost",
                "<received xmlns='urn:xmpp:receipts' id='1'/> | STORE | a receipt waits",
                "<received xmlns='urn:xmpp:receipts' id='1'/><no-store xmlns='urn:xmpp:hints'/>"
                        + " | DROP | unkept receipt is lost",
                "<active xmlns='http://jabber.org/protocol/chatstates'/><store"
                        + " xmlns='urn:xmpp:hints'/> | STORE | whoever wants it stored has it",
            })
    void hints_and_content_say_whether_a_message_waits(
            String payload, String outcome, String because) {
        Message message = chat(ROMEO, payload);

        Delivery<Session> decision = DeliveryRules.DEFAULT.message(message, JULIET, List.of());

        assertThat(decision.getClass().getSimpleName().toUpperCase(Locale.ROOT))
                .as(because)
                .startsWith(outcome);
    }

    @Test
    void private_message_of_an_occupant_to_a_gone_resource_is_refused() {
        Message message =
                chat(OCCUPANT, "<body>x</body><x xmlns='http://jabber.org/protocol/muc#user'/>");

        Delivery<Session> gone =
                DeliveryRules.DEFAULT.message(message, FullJid.of(JULIET, "gone"), MANY);
        Delivery<Session> there =
                DeliveryRules.DEFAULT.message(message, FullJid.of(JULIET, "chamber"), MANY);

        assertThat(gone.reason()).isEqualTo(DeliveryReason.OCCUPANT_GONE);
        assertThat(gone).isInstanceOf(Refuse.class);
        assertThat(there).isInstanceOf(Deliver.class);
    }

    @Test
    void strangers_cannot_tell_a_hidden_resource_from_a_missing_one() {
        Iq ping = iq("get stranger");

        Delivery<Session> hidden =
                DeliveryRules.DEFAULT.iq(ping, FullJid.of(JULIET, "chamber"), MANY, false);
        Delivery<Session> missing =
                DeliveryRules.DEFAULT.iq(ping, FullJid.of(JULIET, "gone"), MANY, false);

        assertThat(refusal(hidden)).isEqualTo(refusal(missing));
    }

    @Test
    void without_the_guard_strangers_reach_resources() {
        DeliveryRules open = new DeliveryRules(BareMessages.ALL, false);

        Delivery<Session> decision =
                open.iq(iq("get stranger"), FullJid.of(JULIET, "chamber"), MANY, false);

        assertThat(decision).isInstanceOf(Deliver.class);
    }

    @Test
    void nothing_that_must_not_be_answered_is_refused() {
        List<Stanza> unanswerable =
                List.of(message("error"), presence("error"), iq("result"), iq("error"));
        List<Jid> addresses =
                List.of(
                        JULIET,
                        FullJid.of(JULIET, "chamber"),
                        FullJid.of(JULIET, "gone"),
                        FullJid.of(JULIET, "pda"));
        for (Stanza stanza : unanswerable) {
            for (Jid to : addresses) {
                for (List<Session> sessions : List.of(MANY, List.<Session>of())) {
                    assertThat(decide(DeliveryRules.DEFAULT, stanza, to, sessions, false))
                            .isNotInstanceOf(Refuse.class);
                }
                assertThat(DeliveryRules.<Session>toNobody(stanza)).isNotInstanceOf(Refuse.class);
            }
        }
    }

    private static String outcome(
            DeliveryRules rules, Stanza stanza, Cell cell, boolean sharesPresence) {
        Jid to = cell.to().equals("bare") ? JULIET : FullJid.of(JULIET, cell.to());
        Delivery<Session> decision =
                sessions(cell.account())
                        .map(sessions -> decide(rules, stanza, to, sessions, sharesPresence))
                        .orElseGet(() -> DeliveryRules.toNobody(stanza));
        return switch (decision) {
            case Deliver<Session>(var sessions, var _) ->
                    sessions.stream().map(Session::resource).collect(Collectors.joining(" "));
            case StoreOffline<Session> _ -> "O";
            case HandleByAccount<Session> _ -> "H";
            case AnswerUnsubscribed<Session> _ -> "U";
            case Drop<Session> _ -> "S";
            case Refuse<Session>(var error, var _) -> {
                assertThat(error).isEqualTo(StanzaError.of(Condition.SERVICE_UNAVAILABLE));
                yield "E";
            }
        };
    }

    private static Delivery<Session> decide(
            DeliveryRules rules,
            Stanza stanza,
            Jid to,
            List<Session> sessions,
            boolean sharesPresence) {
        return switch (stanza) {
            case Message message -> rules.message(message, to, sessions);
            case Presence presence -> rules.presence(presence, to, sessions);
            case Iq iq -> rules.iq(iq, to, sessions, sharesPresence);
        };
    }

    private static StanzaError refusal(Delivery<Session> decision) {
        assertThat(decision).isInstanceOf(Refuse.class);
        return ((Refuse<Session>) decision).error();
    }

    private static Optional<List<Session>> sessions(String account) {
        return switch (account) {
            case "absent" -> Optional.empty();
            case "nobody" -> Optional.of(List.of());
            case "silent" -> Optional.of(List.of(new Session("pda", false, 0, false)));
            case "negative" -> Optional.of(List.of(new Session("balcony", true, -1, false)));
            case "one" -> Optional.of(List.of(new Session("balcony", true, 0, false)));
            case "many" -> Optional.of(MANY);
            default ->
                    throw new IllegalArgumentException(
                            "account: " + account + " (expected: one of the fixture's)");
        };
    }

    private static Message message(String type) {
        return Message.of(ROMEO, JULIET, "m1", Message.Type.of(type), "hark");
    }

    private static Message chat(FullJid from, String payload) {
        return new Message(
                from,
                JULIET,
                "m1",
                null,
                Message.Type.CHAT,
                Payload.parse(payload.getBytes(StandardCharsets.UTF_8)));
    }

    private static Presence presence(String type) {
        return Presence.of(ROMEO, JULIET, Presence.Type.valueOf(type.toUpperCase(Locale.ROOT)));
    }

    private static Iq iq(String type) {
        Iq.Type wanted = Iq.Type.valueOf(type.replace(" stranger", "").toUpperCase(Locale.ROOT));
        return new Iq(
                ROMEO, JULIET, "q1", null, wanted, Payload.of(Element.of("ping", "urn:xmpp:ping")));
    }

    private static Stream<Cell> cells(String table, List<String> types) {
        List<Cell> cells = new ArrayList<>();
        for (Row row : Row.read(DeliveryRulesTest.class, table)) {
            for (int i = 0; i < types.size() && i + 3 < row.cells().size(); i++) {
                cells.add(
                        new Cell(
                                row.section(),
                                row.cell(0),
                                row.cell(1),
                                row.cell(2),
                                types.get(i),
                                row.cell(i + 3)));
            }
        }
        assertThat(cells).isNotEmpty();
        return cells.stream();
    }

    /// One cell of a table.
    private record Cell(
            String table, String section, String account, String to, String type, String expected) {
        String name() {
            return "RFC 6121 §%s: %s to %s of %s: %s (%s)"
                    .formatted(section, type, to, account, expected, table);
        }

        DeliveryRules rules() {
            return table.startsWith("any")
                    ? DeliveryRules.DEFAULT
                    : new DeliveryRules(BareMessages.HIGHEST_PRIORITY, true);
        }
    }

    private record Session(
            String resource, boolean isAvailable, int priority, boolean isCarbonsEnabled)
            implements ConnectedResource {}
}
