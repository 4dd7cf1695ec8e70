package io.rookery.routing.roster;

import static io.rookery.routing.roster.RosterFixtures.NURSE;
import static io.rookery.routing.roster.RosterFixtures.ROMEO;
import static io.rookery.routing.roster.RosterFixtures.item;
import static io.rookery.routing.roster.RosterFixtures.roster;
import static io.rookery.routing.roster.RosterFixtures.stranger;
import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.port.RosterStore.RosterEntry;
import io.rookery.routing.port.RosterStore.SubscriptionState;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RosterDiffTest {
    @Test
    void same_rosters_have_no_difference_whatever_the_order_of_groups() {
        Roster before = roster(item(ROMEO, SubscriptionState.BOTH, "Kin", "Verona"));
        Roster after = roster(item(ROMEO, SubscriptionState.BOTH, "Verona", "Kin"));

        assertThat(RosterDiff.between(before, after).isEmpty()).isTrue();
    }

    @Test
    void renamed_item_is_changed_and_nothing_else() {
        RosterEntry renamed =
                new RosterEntry(
                        ROMEO,
                        "Montague",
                        List.of(),
                        SubscriptionState.BOTH,
                        false,
                        true,
                        java.util.Optional.empty());

        RosterDiff diff =
                RosterDiff.between(roster(item(ROMEO, SubscriptionState.BOTH)), roster(renamed));

        assertThat(diff)
                .isEqualTo(
                        new RosterDiff(
                                List.of(renamed),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of()));
    }

    @Test
    void removed_contact_loses_and_is_lost() {
        RosterDiff diff = RosterDiff.between(roster(item(ROMEO, SubscriptionState.BOTH)), roster());

        assertThat(diff)
                .isEqualTo(
                        new RosterDiff(
                                List.of(),
                                List.of(ROMEO),
                                List.of(),
                                List.of(ROMEO),
                                List.of(),
                                List.of(ROMEO)));
    }

    @Test
    void new_contacts_gain_and_are_gained() {
        RosterEntry romeo = item(ROMEO, SubscriptionState.FROM);
        RosterEntry nurse = item(NURSE, SubscriptionState.TO);

        RosterDiff diff = RosterDiff.between(roster(), roster(romeo, nurse));

        assertThat(diff)
                .isEqualTo(
                        new RosterDiff(
                                List.of(romeo, nurse),
                                List.of(),
                                List.of(ROMEO),
                                List.of(),
                                List.of(NURSE),
                                List.of()));
    }

    @Test
    void requests_of_strangers_are_not_seen() {
        RosterDiff diff = RosterDiff.between(roster(stranger(ROMEO, new byte[] {'x'})), roster());

        assertThat(diff.isEmpty()).isTrue();
    }

    @Test
    void waiting_request_of_a_listed_contact_is_not_seen() {
        RosterDiff diff =
                RosterDiff.between(
                        roster(item(ROMEO, SubscriptionState.TO)),
                        roster(item(ROMEO, SubscriptionState.TO_PENDING_IN)));

        assertThat(diff.isEmpty()).isTrue();
    }
}
