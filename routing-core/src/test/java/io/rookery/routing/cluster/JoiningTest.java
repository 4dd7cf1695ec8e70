package io.rookery.routing.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// ADR 6: who may begin a cluster, and whom the others ask.
class JoiningTest {
    private static final List<String> SEEDS = List.of("a:1", "b:1");

    @Test
    void the_first_seed_may_begin_a_cluster_when_it_was_never_in_one() {
        Joining joining = new Joining(SEEDS, Set.of(), false);

        assertThat(joining.seeds("a:1")).containsExactly("a:1", "b:1");
        assertThat(joining.alone()).isTrue();
    }

    @Test
    void a_first_seed_that_knew_other_cores_begins_only_when_all_of_them_are_in_none() {
        Joining joining = new Joining(SEEDS, Set.of("c:1"), false);

        assertThat(joining.seeds("a:1")).containsExactly("a:1", "b:1", "c:1");
        assertThat(joining.alone()).isFalse();
    }

    @Test
    void any_other_node_never_begins_one() {
        Joining joining = new Joining(SEEDS, Set.of(), false);

        assertThat(joining.seeds("b:1")).containsExactly("a:1");
        assertThat(joining.first("b:1")).isFalse();
        assertThat(joining.seeds("x:1")).containsExactly("a:1", "b:1");
    }

    @Test
    void other_nodes_ask_the_cores_that_they_knew_too() {
        assertThat(new Joining(SEEDS, Set.of("c:1"), false).seeds("b:1"))
                .containsExactlyInAnyOrder("a:1", "c:1");
    }

    @Test
    void a_node_that_an_operator_told_so_begins_one() {
        Joining joining = new Joining(SEEDS, Set.of("a:1", "c:1"), true);

        assertThat(joining.seeds("b:1")).startsWith("b:1").hasSize(3);
        assertThat(joining.alone()).isTrue();
    }

    @Test
    void a_node_without_seeds_is_a_cluster_of_its_own_until_it_knows_others() {
        assertThat(new Joining(List.of(), Set.of(), false).seeds("a:1")).containsExactly("a:1");
        assertThat(new Joining(List.of(), Set.of("b:1"), false).alone()).isFalse();
    }
}
