package io.rookery.routing.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rookery.routing.fixture.Row;
import io.rookery.routing.port.RosterStore.SubscriptionState;
import io.rookery.routing.roster.OutboundSubscription.FollowUp;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class SubscriptionMachineTest {
    private static final Standing REQUEST_ONLY =
            new Standing(SubscriptionState.NONE_PENDING_IN, false, false);

    @TestFactory
    Stream<DynamicTest> every_cell_of_appendix_a() {
        return Row.read(SubscriptionMachineTest.class, "appendix-a.txt").stream()
                .map(row ->
                        dynamicTest(
                                "RFC 6121 " + row.section() + ", " + row.cell(0),
                                () -> assertThat(decided(row)).isEqualTo(row.cells())));
    }

    @Test
    void the_tables_have_every_state_once_for_each_type_and_direction() {
        List<String> cells =
                Row.read(SubscriptionMachineTest.class, "appendix-a.txt").stream()
                        .map(row -> row.section() + row.cell(0))
                        .distinct()
                        .toList();

        assertThat(cells).hasSize(8 * SubscriptionState.values().length);
    }

    @Test
    void request_of_a_stranger_is_remembered_and_not_seen_in_the_roster() {
        InboundSubscription decision =
                SubscriptionMachine.inbound(SubscriptionType.SUBSCRIBE, Standing.UNKNOWN);

        assertThat(decision)
                .isEqualTo(
                        new InboundSubscription.Deliver(
                                REQUEST_ONLY, false, false, SubscriptionReason.REQUEST_RECEIVED));
        assertThat(decision.next().isRemembered()).isTrue();
    }

    @Test
    void approving_a_stranger_lists_it() {
        OutboundSubscription decision =
                SubscriptionMachine.outbound(SubscriptionType.SUBSCRIBED, REQUEST_ONLY);

        assertThat(decision)
                .isEqualTo(
                        new OutboundSubscription.Route(
                                new Standing(SubscriptionState.FROM, false, true),
                                true,
                                FollowUp.AVAILABLE_AFTER,
                                SubscriptionReason.APPROVED));
    }

    @Test
    void denying_a_stranger_forgets_it_without_a_push() {
        OutboundSubscription decision =
                SubscriptionMachine.outbound(SubscriptionType.UNSUBSCRIBED, REQUEST_ONLY);

        assertThat(decision.push()).isFalse();
        assertThat(decision.next().isRemembered()).isFalse();
    }

    @Test
    void subscribing_to_a_stranger_lists_it() {
        OutboundSubscription decision =
                SubscriptionMachine.outbound(SubscriptionType.SUBSCRIBE, Standing.UNKNOWN);

        assertThat(decision.push()).isTrue();
        assertThat(decision.next())
                .isEqualTo(new Standing(SubscriptionState.NONE_PENDING_OUT, false, true));
    }

    @Test
    void unsubscribing_from_a_stranger_is_routed_and_leaves_no_entry() {
        OutboundSubscription decision =
                SubscriptionMachine.outbound(SubscriptionType.UNSUBSCRIBE, Standing.UNKNOWN);

        assertThat(decision).isInstanceOf(OutboundSubscription.Route.class);
        assertThat(decision.push()).isFalse();
        assertThat(decision.next().isRemembered()).isFalse();
    }

    @Test
    void pre_approval_of_a_stranger_lists_it_with_the_approval() {
        OutboundSubscription decision =
                SubscriptionMachine.outbound(SubscriptionType.SUBSCRIBED, Standing.UNKNOWN);

        assertThat(decision)
                .isEqualTo(
                        new OutboundSubscription.Keep(
                                new Standing(SubscriptionState.NONE, true, true),
                                true,
                                SubscriptionReason.PRE_APPROVED));
    }

    @Test
    void pre_approval_taken_back_is_pushed_and_not_routed() {
        Standing approved = new Standing(SubscriptionState.TO, true, true);

        OutboundSubscription decision =
                SubscriptionMachine.outbound(SubscriptionType.UNSUBSCRIBED, approved);

        assertThat(decision)
                .isEqualTo(
                        new OutboundSubscription.Keep(
                                new Standing(SubscriptionState.TO, false, true),
                                true,
                                SubscriptionReason.PRE_APPROVAL_CANCELLED));
    }

    @TestFactory
    Stream<DynamicTest> pre_approved_request_is_answered_at_once_and_uses_the_approval_up() {
        return Stream.of(
                        List.of(SubscriptionState.NONE, SubscriptionState.FROM),
                        List.of(
                                SubscriptionState.NONE_PENDING_OUT,
                                SubscriptionState.FROM_PENDING_OUT),
                        List.of(SubscriptionState.TO, SubscriptionState.BOTH))
                .map(pair ->
                        dynamicTest(
                                "RFC 6121 §3.4.2, " + pair.getFirst(),
                                () ->
                                        assertThat(
                                                        SubscriptionMachine.inbound(
                                                                SubscriptionType.SUBSCRIBE,
                                                                new Standing(
                                                                        pair.getFirst(),
                                                                        true,
                                                                        true)))
                                                .isEqualTo(
                                                        new InboundSubscription.AutoReply(
                                                                new Standing(
                                                                        pair.getLast(),
                                                                        false,
                                                                        true),
                                                                true,
                                                                SubscriptionReason
                                                                        .MATCHES_PRE_APPROVAL))));
    }

    @Test
    void nothing_but_the_owners_word_or_a_pre_approval_makes_a_subscriber() {
        for (SubscriptionState state : SubscriptionState.values()) {
            for (SubscriptionType type : SubscriptionType.values()) {
                Standing now = new Standing(state, false, true);

                Standing next = SubscriptionMachine.inbound(type, now).next();

                assertThat(!now.isSubscriber() && next.isSubscriber()).isFalse();
            }
        }
    }

    /// The row again, with what the machine says in its cells.
    private static List<String> decided(Row row) {
        SubscriptionType type =
                SubscriptionType.valueOf(
                        row.section()
                                .substring(row.section().lastIndexOf(' ') + 1)
                                .toUpperCase(Locale.ROOT));
        Standing now = new Standing(state(row.cell(0)), false, true);
        if (row.section().contains("outbound")) {
            return switch (SubscriptionMachine.outbound(type, now)) {
                case OutboundSubscription.Route(var next, var push, var presence, var reason) ->
                        cells(now, "yes", next, push, presence(presence), reason);
                case OutboundSubscription.Keep(var next, var push, var reason) ->
                        cells(now, "no", next, push, "-", reason);
            };
        }
        return switch (SubscriptionMachine.inbound(type, now)) {
            case InboundSubscription.Deliver(var next, var push, var gone, var reason) ->
                    cells(now, "yes", next, push, gone ? "unavailable" : "-", reason);
            case InboundSubscription.AutoReply(var next, var push, var reason) ->
                    cells(now, "reply", next, push, "available", reason);
            case InboundSubscription.Ignore(var next, var reason) ->
                    cells(now, "no", next, false, "-", reason);
        };
    }

    private static List<String> cells(
            Standing now,
            String routed,
            Standing next,
            boolean push,
            String presence,
            SubscriptionReason reason) {
        String change = now.state() == next.state() ? "=" : name(next.state());
        return List.of(
                name(now.state()),
                routed,
                next.approved() ? change + " approved" : change,
                push ? "yes" : "no",
                presence,
                reason.name());
    }

    private static String presence(FollowUp followUp) {
        return switch (followUp) {
            case NOTHING -> "-";
            case AVAILABLE_AFTER -> "available";
            case UNAVAILABLE_BEFORE -> "unavailable";
        };
    }

    private static SubscriptionState state(String name) {
        return Arrays.stream(SubscriptionState.values())
                .filter(state -> name(state).equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// As the appendix writes it.
    private static String name(SubscriptionState state) {
        return switch (state) {
            case NONE -> "None";
            case NONE_PENDING_OUT -> "None + Pending Out";
            case NONE_PENDING_IN -> "None + Pending In";
            case NONE_PENDING_OUT_IN -> "None + Pending Out+In";
            case TO -> "To";
            case TO_PENDING_IN -> "To + Pending In";
            case FROM -> "From";
            case FROM_PENDING_OUT -> "From + Pending Out";
            case BOTH -> "Both";
        };
    }
}
