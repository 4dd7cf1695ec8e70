package io.rookery.routing.roster;

import static io.rookery.routing.roster.RosterFixtures.JULIET;
import static io.rookery.routing.roster.RosterFixtures.NURSE;
import static io.rookery.routing.roster.RosterFixtures.ROMEO;
import static io.rookery.routing.roster.RosterFixtures.item;
import static io.rookery.routing.roster.RosterFixtures.roster;
import static io.rookery.routing.roster.RosterFixtures.stranger;
import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.port.RosterStore.RosterChange;
import io.rookery.routing.port.RosterStore.RosterEntry;
import io.rookery.routing.port.RosterStore.SubscriptionState;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RosterTest {
    private static final byte[] REQUEST = "<status>hi</status>".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest(name = "RFC 6121 A.1: {0}: {1}, ask {2}, request {3}, gets {4}, is got {5}")
    @CsvSource({
        "NONE,                none, false, false, false, false",
        "NONE_PENDING_OUT,    none, true,  false, false, false",
        "NONE_PENDING_IN,     none, false, true,  false, false",
        "NONE_PENDING_OUT_IN, none, true,  true,  false, false",
        "TO,                  to,   false, false, false, true",
        "TO_PENDING_IN,       to,   false, true,  false, true",
        "FROM,                from, false, false, true,  false",
        "FROM_PENDING_OUT,    from, true,  false, true,  false",
        "BOTH,                both, false, false, true,  true",
    })
    void states_mean_what_the_appendix_says(
            SubscriptionState state,
            String subscription,
            boolean ask,
            boolean request,
            boolean subscriber,
            boolean subscribedTo) {
        Roster roster = roster(item(ROMEO, state));

        Standing standing = roster.standing(ROMEO);

        assertThat(standing.subscription()).isEqualTo(subscription);
        assertThat(standing.isPendingOut()).isEqualTo(ask);
        assertThat(standing.isPendingIn()).isEqualTo(request);
        assertThat(roster.isSubscriber(ROMEO)).isEqualTo(subscriber);
        assertThat(roster.isSubscription(ROMEO)).isEqualTo(subscribedTo);
        assertThat(roster.subscribers().contains(ROMEO)).isEqualTo(subscriber);
        assertThat(roster.subscriptions().contains(ROMEO)).isEqualTo(subscribedTo);
        assertThat(roster.pendingRequests().isEmpty()).isEqualTo(!request);
    }

    @Test
    void owner_shares_presence_with_itself() {
        Roster roster = roster();

        assertThat(roster.isSubscriber(JULIET)).isTrue();
        assertThat(roster.isSubscription(JULIET)).isTrue();
        assertThat(roster.subscribers()).isEmpty();
    }

    @Test
    void request_of_a_stranger_is_kept_with_its_children_and_not_listed() {
        Roster before = roster();
        Standing next =
                SubscriptionMachine.inbound(SubscriptionType.SUBSCRIBE, before.standing(ROMEO))
                        .next();

        Roster after = before.with(before.change(ROMEO, next, Optional.of(REQUEST)).orElseThrow());

        assertThat(after.version()).isEqualTo(8);
        assertThat(after.items()).isEmpty();
        assertThat(after.size()).isEqualTo(1);
        assertThat(after.pendingRequests())
                .singleElement()
                .satisfies(entry -> assertThat(entry.request()).hasValue(REQUEST));
    }

    @Test
    void approved_request_is_forgotten_and_the_contact_listed() {
        Roster before = roster(stranger(ROMEO, REQUEST));
        Standing next =
                SubscriptionMachine.outbound(SubscriptionType.SUBSCRIBED, before.standing(ROMEO))
                        .next();

        Roster after = before.with(before.change(ROMEO, next, Optional.empty()).orElseThrow());

        assertThat(after.pendingRequests()).isEmpty();
        assertThat(after.items())
                .singleElement()
                .satisfies(entry -> assertThat(entry.request()).isEmpty());
    }

    @Test
    void own_subscription_leaves_the_contacts_request_waiting() {
        Roster before = roster(stranger(ROMEO, REQUEST));
        Standing next =
                SubscriptionMachine.outbound(SubscriptionType.SUBSCRIBE, before.standing(ROMEO))
                        .next();

        Roster after = before.with(before.change(ROMEO, next, Optional.empty()).orElseThrow());

        assertThat(after.standing(ROMEO).state()).isEqualTo(SubscriptionState.NONE_PENDING_OUT_IN);
        assertThat(after.pendingRequests())
                .singleElement()
                .satisfies(entry -> assertThat(entry.request()).hasValue(REQUEST));
    }

    @Test
    void denied_stranger_leaves_no_entry() {
        Roster before = roster(stranger(ROMEO, REQUEST));
        Standing next =
                SubscriptionMachine.outbound(SubscriptionType.UNSUBSCRIBED, before.standing(ROMEO))
                        .next();

        RosterChange change = before.change(ROMEO, next, Optional.empty()).orElseThrow();

        assertThat(change).isEqualTo(new RosterChange(ROMEO, null, 8));
        assertThat(before.with(change).size()).isZero();
    }

    @Test
    void what_changes_nothing_is_not_saved() {
        Roster roster = roster(item(ROMEO, SubscriptionState.BOTH));
        Standing next =
                SubscriptionMachine.inbound(SubscriptionType.SUBSCRIBE, roster.standing(ROMEO))
                        .next();

        assertThat(roster.change(ROMEO, next, Optional.empty())).isEmpty();
        assertThat(roster.change(NURSE, Standing.UNKNOWN, Optional.empty())).isEmpty();
    }

    @Test
    void subscription_change_keeps_name_and_groups() {
        Roster before = roster(item(ROMEO, SubscriptionState.TO, "Friends", "Verona"));
        Standing next =
                SubscriptionMachine.inbound(SubscriptionType.UNSUBSCRIBED, before.standing(ROMEO))
                        .next();

        Roster after = before.with(before.change(ROMEO, next, Optional.empty()).orElseThrow());

        RosterEntry entry = after.entry(ROMEO).orElseThrow();
        assertThat(entry.name()).isEqualTo("romeo");
        assertThat(entry.groups()).containsExactly("Friends", "Verona");
        assertThat(before.standing(ROMEO).state()).isEqualTo(SubscriptionState.TO);
    }

    @Test
    void strangers_cannot_fill_a_roster_beyond_its_limit() {
        RosterLimits limits = RosterLimits.DEFAULT.withItems(1);

        assertThat(roster().hasRoomFor(ROMEO, limits)).isTrue();
        assertThat(roster(stranger(ROMEO, REQUEST)).hasRoomFor(NURSE, limits)).isFalse();
        assertThat(roster(stranger(ROMEO, REQUEST)).hasRoomFor(ROMEO, limits)).isTrue();
    }

    @Test
    void children_of_a_request_that_are_too_long_are_not_kept() {
        RosterLimits limits = new RosterLimits(1, 1, 1, 1, REQUEST.length);

        assertThat(limits.kept(REQUEST)).hasValue(REQUEST);
        assertThat(limits.kept(new byte[REQUEST.length + 1])).hasValue(new byte[0]);
    }
}
