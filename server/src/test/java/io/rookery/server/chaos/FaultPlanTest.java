package io.rookery.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.server.chaos.Fault.Act;
import io.rookery.server.cluster.Deployment;
import io.rookery.server.cluster.Network;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    private static final Set<String> ALL =
            Set.of("edge", "core", "archiver", "api", "broker", "storage");

    private static Deployment deployment(int brokers) {
        return new Deployment(2, 3, 2, 1, brokers, new Network(0, 0), List.of());
    }

    private static List<Fault> faults(long seed, int brokers, Set<String> roles) {
        return FaultPlan.of(seed, deployment(brokers), roles, true).courses().stream()
                .flatMap(Collection::stream)
                .toList();
    }

    @Test
    void the_plan_follows_from_the_seed() {
        assertThat(faults(7, 3, ALL)).isEqualTo(faults(7, 3, ALL)).isNotEqualTo(faults(8, 3, ALL));
    }

    @Test
    void each_round_hits_every_role_and_has_the_long_halts_and_the_double_fault() {
        List<List<Fault>> courses = FaultPlan.of(3, deployment(3), ALL, true).courses();
        List<Fault> first =
                Stream.of(
                                courses.get(0).subList(0, 9),
                                courses.get(1).subList(0, 5),
                                courses.get(2).subList(0, 2))
                        .flatMap(Collection::stream)
                        .toList();

        assertThat(first).extracting(Fault::role).containsAll(ALL);
        assertThat(first)
                .filteredOn(fault -> fault.act() == Act.PAUSE && fault.down().toSeconds() == 30)
                .extracting(Fault::role)
                .contains("core", "archiver");
        assertThat(first)
                .filteredOn(fault -> fault.act() == Act.KILL_TWO)
                .allMatch(fault -> fault.role().equals("edge"))
                .allMatch(fault -> fault.second().startsWith("core-"))
                .hasSize(1);
        assertThat(first)
                .filteredOn(fault -> fault.act() == Act.END_AT)
                .extracting(Fault::place)
                .containsExactlyInAnyOrder(Failpoint.values());
    }

    @Test
    void a_run_counts_with_every_role_both_halts_the_double_fault_and_every_failpoint_only() {
        assertThat(FaultPlan.wanted())
                .containsExactlyInAnyOrder(
                        "edge",
                        "core",
                        "archiver",
                        "api",
                        "broker",
                        "storage",
                        "halted-core-30-s",
                        "halted-archiver-30-s",
                        "second-fault-in-recovery",
                        "record-and-forward",
                        "durable-and-deliver",
                        "deliver-and-confirm",
                        "rows-and-offset");
    }

    @Test
    void what_a_run_must_have_had_comes_first() {
        List<List<Fault>> courses = FaultPlan.of(3, deployment(1), ALL, true).courses();

        assertThat(courses.get(0).subList(0, 5))
                .flatExtracting(Fault::marks)
                .containsExactlyInAnyOrder(
                        "halted-core-30-s",
                        "second-fault-in-recovery",
                        "record-and-forward",
                        "durable-and-deliver",
                        "deliver-and-confirm");
        assertThat(courses.get(1).subList(0, 2))
                .flatExtracting(Fault::marks)
                .containsExactlyInAnyOrder("halted-archiver-30-s", "rows-and-offset");
    }

    @Test
    void nodes_as_they_are_delivered_are_ended_at_no_failpoint() {
        assertThat(FaultPlan.of(3, deployment(1), ALL, false).courses())
                .allSatisfy(course ->
                        assertThat(course).extracting(Fault::act).doesNotContain(Act.END_AT));
    }

    @Test
    void a_failpoint_can_be_all_that_is_done() {
        assertThat(faults(2, 1, Set.of("record-and-forward")))
                .isNotEmpty()
                .allSatisfy(
                        fault -> assertThat(fault.place()).isEqualTo(Failpoint.RECORD_AND_FORWARD));
    }

    @Test
    void a_failpoint_ends_a_node_that_has_it() {
        assertThat(faults(9, 1, ALL))
                .filteredOn(fault -> fault.place() != null)
                .isNotEmpty()
                .allSatisfy(fault ->
                        assertThat(fault.place())
                                .extracting(Failpoint::role)
                                .isEqualTo(fault.role()));
    }

    @Test
    void victims_are_nodes_of_the_deployment() {
        assertThat(faults(5, 3, ALL))
                .extracting(Fault::victim)
                .containsOnly(
                        "core-1",
                        "core-2",
                        "core-3",
                        "edge-1",
                        "edge-2",
                        "archiver-1",
                        "archiver-2",
                        "storage",
                        "broker-1",
                        "broker-2",
                        "broker-3",
                        "api-1");
    }

    @Test
    void only_the_roles_that_are_named_are_hit() {
        assertThat(faults(1, 3, Set.of("archiver", "edge")))
                .extracting(Fault::role)
                .containsOnly("archiver", "edge");
        assertThat(faults(1, 3, Set.of())).isEmpty();
    }

    @Test
    void the_only_broker_is_halted_for_moments_and_nothing_else() {
        assertThat(faults(1, 1, ALL))
                .filteredOn(fault -> fault.role().equals("broker"))
                .isNotEmpty()
                .allMatch(fault -> fault.act() == Act.BLINK);
    }

    @Test
    void whatever_holds_messages_is_halted_for_a_second_beside_all_else() {
        List<Fault> moments = FaultPlan.of(3, deployment(1), ALL, true).courses().getLast();

        assertThat(moments).allMatch(fault -> fault.act() == Act.BLINK);
        assertThat(moments).allMatch(fault -> fault.down().toSeconds() == 1);
        assertThat(moments.subList(0, 4))
                .extracting(Fault::role)
                .containsExactlyInAnyOrder("edge", "core", "broker", "archiver");
        // One in five seconds, by these alone.
        assertThat(moments.subList(0, 100))
                .extracting(fault -> fault.gap().plus(fault.down()).toMillis())
                .satisfies(each ->
                        assertThat(each.stream().mapToLong(Long::longValue).sum())
                                .isLessThan(350_000));
    }
}
