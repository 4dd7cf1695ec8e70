package io.rookery.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.server.chaos.Fault.Act;
import io.rookery.server.cluster.Deployment;
import io.rookery.server.cluster.Network;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    private static final Set<String> ALL =
            Set.of("edge", "core", "archiver", "api", "broker", "storage");

    private static Deployment deployment(int brokers) {
        return new Deployment(2, 3, 2, 1, brokers, new Network(0, 0), List.of());
    }

    private static List<Fault> faults(long seed, int brokers, Set<String> roles) {
        return FaultPlan.of(seed, deployment(brokers), roles).courses().stream()
                .flatMap(Collection::stream)
                .toList();
    }

    @Test
    void the_plan_follows_from_the_seed() {
        assertThat(faults(7, 3, ALL)).isEqualTo(faults(7, 3, ALL)).isNotEqualTo(faults(8, 3, ALL));
    }

    @Test
    void each_round_hits_every_role_and_has_the_long_halts_and_the_double_fault() {
        for (List<Fault> course : FaultPlan.of(3, deployment(3), ALL).courses()) {
            List<Fault> round = course.subList(0, 6);
            assertThat(course).hasSizeGreaterThan(100);
            assertThat(round).isNotEmpty();
        }
        List<Fault> first =
                FaultPlan.of(3, deployment(3), ALL).courses().stream()
                        .flatMap(course -> course.stream().limit(6))
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
    void the_only_broker_is_spared() {
        assertThat(faults(1, 1, ALL)).extracting(Fault::role).doesNotContain("broker");
    }
}
