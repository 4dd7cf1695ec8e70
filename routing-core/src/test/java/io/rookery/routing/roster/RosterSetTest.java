package io.rookery.routing.roster;

import static io.rookery.routing.roster.RosterFixtures.JULIET;
import static io.rookery.routing.roster.RosterFixtures.NURSE;
import static io.rookery.routing.roster.RosterFixtures.ROMEO;
import static io.rookery.routing.roster.RosterFixtures.item;
import static io.rookery.routing.roster.RosterFixtures.roster;
import static io.rookery.routing.roster.RosterFixtures.stranger;
import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.port.RosterStore.RosterEntry;
import io.rookery.routing.port.RosterStore.SubscriptionState;
import io.rookery.routing.roster.RosterSet.Reason;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.xml.Element;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RosterSetTest {
    private static final FullJid BALCONY = FullJid.of(JULIET, "balcony");
    private static final RosterLimits LIMITS = new RosterLimits(2, 8, 2, 6, 4);

    @ParameterizedTest(name = "RFC 6121 §2.3.3, §2.5.3: {0}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    NOT_ONE_ITEM    |                                                                        | bad-request
                    NOT_ONE_ITEM    | <item jid='a@acme.test'/><item jid='b@acme.test'/>                     | bad-request
                    NO_JID          | <item name='A'/>                                                       | bad-request
                    BAD_JID         | <item jid='a@b@c'/>                                                    | jid-malformed
                    BAD_JID         | <item jid=''/>                                                         | jid-malformed
                    BAD_JID         | <item jid='a@acme.test/pda'/>                                          | jid-malformed
                    OWN_JID         | <item jid='juliet@acme.test'/>                                         | not-allowed
                    OWN_JID         | <item jid='JULIET@acme.test'/>                                         | not-allowed
                    DUPLICATE_GROUP | <item jid='a@acme.test'><group>A</group><group>A</group></item>        | bad-request
                    EMPTY_GROUP     | <item jid='a@acme.test'><group/></item>                                | not-acceptable
                    GROUP_TOO_LONG  | <item jid='a@acme.test'><group>1234567</group></item>                  | not-acceptable
                    TOO_MANY_GROUPS | <item jid='a@acme.test'><group>A</group><group>B</group><group>C</group></item> | not-acceptable
                    NAME_TOO_LONG   | <item jid='a@acme.test' name='123456789'/>                             | not-acceptable
                    NO_SUCH_ITEM    | <item jid='a@acme.test' subscription='remove'/>                        | item-not-found
                    """)
    void faulty_sets_are_refused(Reason reason, String items, String condition) {
        RosterSet decision = set(roster(), BALCONY, items == null ? "" : items);

        assertThat(decision)
                .isInstanceOfSatisfying(
                        RosterSet.Refuse.class,
                        refuse -> {
                            assertThat(refuse.reason()).isEqualTo(reason);
                            assertThat(refuse.error().condition().wireName()).isEqualTo(condition);
                        });
    }

    @Test
    void others_may_not_set() {
        RosterSet decision =
                set(roster(), FullJid.of(ROMEO, "orchard"), "<item jid='a@acme.test'/>");

        assertThat(refusal(decision)).isEqualTo(Condition.FORBIDDEN);
    }

    @Test
    void roster_of_a_backend_is_read_only() {
        RosterSet decision =
                RosterSet.of(roster(), BALCONY, query("<item jid='a@acme.test'/>"), LIMITS, false);

        assertThat(refusal(decision)).isEqualTo(Condition.NOT_ALLOWED);
        assertThat(decision.reason()).isEqualTo(Reason.READ_ONLY);
    }

    @Test
    void full_roster_takes_no_new_item_and_lets_old_ones_change() {
        Roster full =
                roster(item(ROMEO, SubscriptionState.NONE), stranger(NURSE, new byte[] {'x'}));

        RosterSet added = set(full, BALCONY, "<item jid='a@acme.test'/>");
        RosterSet changed = set(full, BALCONY, "<item jid='romeo@acme.test' name='R'/>");

        assertThat(refusal(added)).isEqualTo(Condition.RESOURCE_CONSTRAINT);
        assertThat(added.reason()).isEqualTo(Reason.TOO_MANY_ITEMS);
        assertThat(changed.reason()).isEqualTo(Reason.ITEM_CHANGED);
    }

    @Test
    void added_item_begins_without_subscription_whatever_the_client_says() {
        RosterSet decision =
                set(
                        roster(),
                        BALCONY,
                        "<item jid='a@acme.test' name='A' subscription='both' ask='subscribe'"
                                + " approved='true'><group>Kin</group></item>");

        RosterEntry entry = updated(decision);
        assertThat(decision.reason()).isEqualTo(Reason.ITEM_ADDED);
        assertThat(Roster.standing(entry))
                .isEqualTo(new Standing(SubscriptionState.NONE, false, true));
        assertThat(entry.name()).isEqualTo("A");
        assertThat(entry.groups()).containsExactly("Kin");
    }

    @Test
    void changed_item_keeps_its_subscription_and_loses_groups_not_named() {
        Roster roster = roster(item(ROMEO, SubscriptionState.BOTH, "Kin"));

        RosterEntry entry = updated(set(roster, BALCONY, "<item jid='romeo@acme.test' name=''/>"));

        assertThat(entry.state()).isEqualTo(SubscriptionState.BOTH);
        assertThat(entry.name()).isNull();
        assertThat(entry.groups()).isEmpty();
    }

    @Test
    void adding_somebody_whose_request_waits_lists_it_and_keeps_the_request() {
        Roster roster = roster(stranger(ROMEO, new byte[] {'x'}));

        RosterSet decision = set(roster, BALCONY, "<item jid='romeo@acme.test'/>");

        assertThat(decision.reason()).isEqualTo(Reason.ITEM_ADDED);
        assertThat(updated(decision).listed()).isTrue();
        assertThat(updated(decision).request()).isPresent();
    }

    @ParameterizedTest(name = "RFC 6121 §2.5.2: removing {0}: {1} {2} {3}")
    @CsvSource({
        "NONE,                false, false, false",
        "NONE_PENDING_OUT,    true,  false, false",
        "NONE_PENDING_IN,     false, true,  false",
        "NONE_PENDING_OUT_IN, true,  true,  false",
        "TO,                  true,  false, false",
        "TO_PENDING_IN,       true,  true,  false",
        "FROM,                false, true,  true",
        "FROM_PENDING_OUT,    true,  true,  true",
        "BOTH,                true,  true,  true",
    })
    void removal_ends_the_subscriptions(
            SubscriptionState state,
            boolean unsubscribe,
            boolean unsubscribed,
            boolean sendUnavailable) {
        Roster roster = roster(item(ROMEO, state));

        RosterSet decision =
                set(roster, BALCONY, "<item jid='romeo@acme.test' subscription='remove'/>");

        assertThat(decision)
                .isInstanceOfSatisfying(
                        RosterSet.Remove.class,
                        remove -> {
                            assertThat(remove.unsubscribe()).isEqualTo(unsubscribe);
                            assertThat(remove.unsubscribed()).isEqualTo(unsubscribed);
                            assertThat(remove.sendUnavailable()).isEqualTo(sendUnavailable);
                            assertThat(roster.with(remove.change()).items()).isEmpty();
                            assertThat(RosterQuery.push(remove.change()))
                                    .isEqualTo(
                                            Element.parse(
                                                    "<query xmlns='jabber:iq:roster' ver='8'><item"
                                                            + " jid='romeo@acme.test'"
                                                            + " subscription='remove'/></query>"));
                        });
    }

    @Test
    void somebody_who_is_not_listed_cannot_be_removed() {
        Roster roster = roster(stranger(ROMEO, new byte[] {'x'}));

        RosterSet decision =
                set(roster, BALCONY, "<item jid='romeo@acme.test' subscription='remove'/>");

        assertThat(refusal(decision)).isEqualTo(Condition.ITEM_NOT_FOUND);
    }

    @Test
    void result_is_the_whole_roster_with_its_version() {
        Roster roster =
                roster(
                        item(ROMEO, SubscriptionState.FROM_PENDING_OUT, "Kin"),
                        new RosterEntry(
                                NURSE,
                                null,
                                List.of(),
                                SubscriptionState.TO,
                                true,
                                true,
                                java.util.Optional.empty()),
                        stranger(JULIET.domainJid(), new byte[] {'x'}));

        Element result = RosterQuery.result(roster, query("")).orElseThrow();

        assertThat(result)
                .isEqualTo(
                        Element.parse(
                                "<query xmlns='jabber:iq:roster' ver='7'>"
                                        + "<item jid='romeo@acme.test' name='romeo'"
                                        + " subscription='from' ask='subscribe'>"
                                        + "<group>Kin</group></item>"
                                        + "<item jid='nurse@acme.test' approved='true'"
                                        + " subscription='to'/></query>"));
    }

    @ParameterizedTest(name = "RFC 6121 §2.6.3: ver ''{0}'' gets the whole roster: {1}")
    @CsvSource({"'', true", "6, true", "7, false", "8, true", "07, true", "x, true"})
    void client_with_the_same_version_gets_an_empty_result(String ver, boolean whole) {
        Roster roster = roster(item(ROMEO, SubscriptionState.BOTH));
        Element query =
                Element.builder("query", RosterQuery.NAMESPACE).attribute("ver", ver).build();

        assertThat(RosterQuery.result(roster, query).isPresent()).isEqualTo(whole);
    }

    private static RosterSet set(Roster roster, Jid sender, String items) {
        return RosterSet.of(roster, sender, query(items), LIMITS, true);
    }

    private static Element query(String items) {
        return Element.parse("<query xmlns='jabber:iq:roster'>" + items + "</query>");
    }

    private static RosterEntry updated(RosterSet decision) {
        assertThat(decision).isInstanceOf(RosterSet.Update.class);
        RosterEntry entry = ((RosterSet.Update) decision).change().entry();
        assertThat(entry).isNotNull();
        return entry;
    }

    private static Condition refusal(RosterSet decision) {
        assertThat(decision).isInstanceOf(RosterSet.Refuse.class);
        return ((RosterSet.Refuse) decision).error().condition();
    }
}
