package io.rookery.routing.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedNodesTest {
    private static InetAddress[] service(String name) throws UnknownHostException {
        if (!name.equals("cores.example")) {
            throw new UnknownHostException(name);
        }
        return new InetAddress[] {
            InetAddress.getByName("10.0.0.20"),
            InetAddress.getByName("10.0.0.3"),
            InetAddress.getByName("fd00::1"),
            InetAddress.getByName("200.0.0.1")
        };
    }

    @Test
    void a_name_stands_for_all_its_addresses_in_one_order_for_every_node() {
        SeedNodes seeds = new SeedNodes(List.of("dns:cores.example:25520"), 3);

        assertThat(seeds.now(SeedNodesTest::service))
                .containsExactly(
                        "10.0.0.3:25520",
                        "10.0.0.20:25520",
                        "200.0.0.1:25520",
                        "[fd00:0:0:0:0:0:0:1]:25520");
        assertThat(seeds.areLookedUp()).isTrue();
    }

    @Test
    void a_node_that_is_named_is_taken_as_it_is_named() {
        SeedNodes seeds = SeedNodes.of(List.of("core-1.example:25520", "10.0.0.3:25520"));

        assertThat(seeds.now(SeedNodesTest::service))
                .containsExactly("core-1.example:25520", "10.0.0.3:25520");
        assertThat(seeds.areLookedUp()).isFalse();
    }

    @Test
    void a_name_that_nobody_knows_stands_for_none_and_nobody_is_there_twice() {
        SeedNodes seeds =
                SeedNodes.of(
                        List.of(
                                "10.0.0.3:25520",
                                "dns:nowhere.example:1",
                                "dns:cores.example:25520"));

        assertThat(seeds.now(SeedNodesTest::service))
                .startsWith("10.0.0.3:25520", "10.0.0.20:25520")
                .doesNotHaveDuplicates()
                .hasSize(4);
    }

    @Test
    void fewer_than_one_makes_no_sense() {
        assertThatThrownBy(() -> new SeedNodes(List.of(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("least: 0");
    }
}
