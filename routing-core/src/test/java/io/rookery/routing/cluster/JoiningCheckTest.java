package io.rookery.routing.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which nodes fit together (docs/protocol.md §9).
class JoiningCheckTest {
    private static final Config OURS = config(64, 2, 1);

    private static Config config(int shards, int speaks, int understands) {
        return ConfigFactory.parseMap(
                Map.of(
                        JoiningCheck.SHARDS,
                        shards,
                        JoiningCheck.SPEAKS,
                        speaks,
                        JoiningCheck.UNDERSTANDS,
                        understands));
    }

    @Test
    void a_node_of_the_same_version_fits() {
        assertThat(JoiningCheck.faults(config(64, 2, 1), OURS)).isEmpty();
    }

    @Test
    void nodes_of_the_adjacent_versions_fit() {
        assertThat(JoiningCheck.faults(config(64, 1, 1), OURS)).isEmpty();
        assertThat(JoiningCheck.faults(config(64, 3, 2), OURS)).isEmpty();
    }

    @Test
    void nodes_of_other_versions_do_not_and_both_sides_say_why() {
        String fault =
                "protocol version: the other side speaks 4 and understands 3 and later, this one"
                        + " speaks 2 and understands 1 and later (expected: adjacent versions)";

        assertThat(JoiningCheck.faults(config(64, 4, 3), OURS)).containsExactly(fault);
        assertThat(JoiningCheck.faults(OURS, config(64, 4, 3))).hasSize(1);
        assertThat(JoiningCheck.faults(config(64, 0, 0), OURS)).hasSize(1);
    }

    @Test
    void another_number_of_shards_does_not_fit() {
        assertThat(JoiningCheck.faults(config(8, 2, 1), OURS))
                .containsExactly("shards: 8 on the other side (expected: 64, as here)");
    }

    @Test
    void a_node_that_says_nothing_of_itself_does_not_fit() {
        assertThat(JoiningCheck.faults(ConfigFactory.empty(), OURS)).hasSize(3);
    }
}
