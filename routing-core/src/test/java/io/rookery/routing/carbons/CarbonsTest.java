package io.rookery.routing.carbons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rookery.routing.carbons.Carbons.Direction;
import io.rookery.routing.carbons.Carbons.Toggle;
import io.rookery.routing.delivery.ConnectedResource;
import io.rookery.routing.fixture.Payloads;
import io.rookery.routing.fixture.Row;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Marks.Mark;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Payload;
import io.rookery.xmpp.xml.Element;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CarbonsTest {
    private static final BareJid JULIET = BareJid.parse("juliet@acme.test");
    private static final FullJid ROMEO = FullJid.parse("romeo@acme.test/orchard");
    private static final Session BALCONY = new Session("balcony", true);
    private static final Session CHAMBER = new Session("chamber", true);
    private static final Session TOMB = new Session("tomb", false);
    private static final List<Session> SESSIONS = List.of(BALCONY, CHAMBER, TOMB);

    @TestFactory
    Stream<DynamicTest> every_rule_for_eligible_messages() {
        return Row.read(CarbonsTest.class, "rules.txt").stream()
                .map(row ->
                        dynamicTest(
                                "%s: %s, %s".formatted(row.section(), row.cell(0), row.cell(1)),
                                () ->
                                        assertThat(decided(row))
                                                .isEqualTo(CarbonRule.valueOf(row.cell(5)))));
    }

    @Test
    void rules_copy_exactly_what_the_standard_says() {
        Set<CarbonRule> copied = EnumSet.noneOf(CarbonRule.class);
        for (CarbonRule rule : CarbonRule.values()) {
            if (rule.isCopied()) {
                copied.add(rule);
            }
        }

        assertThat(copied)
                .containsExactlyInAnyOrder(
                        CarbonRule.CHAT,
                        CarbonRule.NORMAL_WITH_BODY,
                        CarbonRule.INSTANT_MESSAGING,
                        CarbonRule.ERROR_TO_ELIGIBLE,
                        CarbonRule.INVITATION,
                        CarbonRule.TO_OCCUPANT);
    }

    @Test
    void sent_copies_go_to_enabled_sessions_but_the_sender() {
        assertThat(Carbons.sentCopies(SESSIONS, "balcony")).containsExactly(CHAMBER);
        assertThat(Carbons.sentCopies(SESSIONS, "tomb")).containsExactly(BALCONY, CHAMBER);
    }

    @Test
    void received_copies_go_to_enabled_sessions_that_do_not_get_the_message() {
        assertThat(Carbons.receivedCopies(SESSIONS, List.of(BALCONY), JULIET, ROMEO))
                .containsExactly(CHAMBER);
        assertThat(Carbons.receivedCopies(SESSIONS, SESSIONS, JULIET, ROMEO)).isEmpty();
        assertThat(Carbons.receivedCopies(SESSIONS, List.<Session>of(), JULIET, ROMEO))
                .containsExactly(BALCONY, CHAMBER);
    }

    @Test
    void message_to_oneself_reaches_each_other_session_once_and_not_the_sender() {
        FullJid sender = FullJid.of(JULIET, "balcony");

        assertThat(Carbons.receivedCopies(SESSIONS, List.of(TOMB), JULIET, sender))
                .containsExactly(CHAMBER);
    }

    @Test
    void resource_of_somebody_else_with_the_senders_name_gets_its_copy() {
        FullJid sender = FullJid.parse("romeo@acme.test/balcony");

        assertThat(Carbons.receivedCopies(SESSIONS, List.of(TOMB), JULIET, sender))
                .containsExactly(BALCONY, CHAMBER);
    }

    @ParameterizedTest(name = "XEP-0280 §7, §8, XEP-0297 §4: {0}")
    @CsvSource({"RECEIVED, received", "SENT, sent"})
    void copy_is_from_the_bare_jid_and_holds_the_whole_message(
            Direction direction, String wrapper) {
        FullJid chamber = FullJid.of(JULIET, "chamber");
        Message message =
                new Message(
                        ROMEO,
                        FullJid.of(JULIET, "balcony"),
                        "m<1",
                        "it",
                        Message.Type.CHAT,
                        Payloads.of("body thread private"));

        Message copy = Carbons.copy(message, Carbons.wrap(direction, message), chamber);

        assertThat(copy.toElement())
                .isEqualTo(
                        Element.parse(
                                "<message xmlns='jabber:client' from='juliet@acme.test'"
                                        + " to='juliet@acme.test/chamber' type='chat'><"
                                        + wrapper
                                        + " xmlns='urn:xmpp:carbons:2'>"
                                        + "<forwarded xmlns='urn:xmpp:forward:0'>"
                                        + "<message xmlns='jabber:client'"
                                        + " from='romeo@acme.test/orchard'"
                                        + " to='juliet@acme.test/balcony' id='m&lt;1' type='chat'"
                                        + " xml:lang='it'><body>hark</body><thread>t1</thread>"
                                        + "<private xmlns='urn:xmpp:carbons:2'/></message>"
                                        + "</forwarded></"
                                        + wrapper
                                        + "></message>"));
    }

    @Test
    void marks_of_a_copy_are_those_of_its_own_children() {
        Message message = Message.of(ROMEO, JULIET, "m1", Message.Type.CHAT, "hark");

        Payload wrapped = Carbons.wrap(Direction.RECEIVED, message);

        assertThat(wrapped.marks()).isEqualTo(Payload.parse(wrapped.bytes()).marks());
        assertThat(wrapped.marks().has(Mark.BODY)).isFalse();
    }

    @ParameterizedTest(name = "XEP-0280 §4, §5: {0} {1} {2}: {3}")
    @CsvSource({
        "SET, enable, urn:xmpp:carbons:2, ENABLE",
        "SET, disable, urn:xmpp:carbons:2, DISABLE",
        "SET, other, urn:xmpp:carbons:2,",
        "SET, enable, urn:xmpp:carbons:1,",
        "SET, enable, urn:xmpp:sm:3,",
        "GET, enable, urn:xmpp:carbons:2,",
        "RESULT, enable, urn:xmpp:carbons:2,",
    })
    void sessions_switch_carbons_by_iq(
            Iq.Type type, String name, String namespace, Toggle expected) {
        Iq iq =
                new Iq(
                        FullJid.of(JULIET, "balcony"),
                        null,
                        "c1",
                        null,
                        type,
                        Payload.of(Element.of(name, namespace)));

        assertThat(Carbons.toggle(iq).orElse(null)).isEqualTo(expected);
    }

    @Test
    void empty_iq_switches_nothing() {
        Iq iq = new Iq(ROMEO, null, "c1", null, Iq.Type.SET, Payload.EMPTY);

        assertThat(Carbons.toggle(iq)).isEmpty();
    }

    private static CarbonRule decided(Row row) {
        Direction direction = row.cell(1).equals("sent") ? Direction.SENT : Direction.RECEIVED;
        boolean answersEligible = !row.cell(2).endsWith("!");
        Jid peer = Jid.parse(row.cell(4));
        FullJid own = FullJid.of(JULIET, "balcony");
        Message message =
                new Message(
                        direction == Direction.SENT ? own : peer,
                        direction == Direction.SENT ? peer : own,
                        "m1",
                        null,
                        Message.Type.of(row.cell(2).replace(" !", "")),
                        Payloads.of(row.cell(3)));
        return Carbons.rule(direction, message, JULIET, answersEligible);
    }

    private record Session(String resource, boolean isCarbonsEnabled) implements ConnectedResource {
        @Override
        public boolean isAvailable() {
            return true;
        }

        @Override
        public int priority() {
            return 0;
        }
    }
}
