package io.rookery.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.server.cluster.Supervision.Backoff;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentTest {
    private static Deployment with(String... settings) {
        return new Deployment(1, 1, 1, 1, 1, new Network(7, 0), List.of(settings));
    }

    @Test
    void settings_of_an_earlier_start_hold_unless_they_are_given_anew() {
        assertThat(
                        with("shards=16", "log.level=debug")
                                .after(List.of("shards=8", "trace.ratio=0"))
                                .settings())
                .containsExactly("shards=16", "trace.ratio=0", "log.level=debug");
    }

    @Test
    void a_node_s_place_wins_over_any_setting_and_a_setting_over_its_identity() {
        Member core = new Member(Kind.CORE, 1, new Network(7, 0));

        List<String> settings =
                with("cluster.host=127.9.9.9", "cluster.tls.key=")
                        .settings(core, List.of("cluster.tls.key=made"));

        assertThat(settings.indexOf("cluster.host=127.7.2.1"))
                .isGreaterThan(settings.indexOf("cluster.host=127.9.9.9"));
        assertThat(settings.indexOf("cluster.tls.key="))
                .isGreaterThan(settings.indexOf("cluster.tls.key=made"));
    }

    @Test
    void the_api_is_a_member_too_and_no_seed() {
        Member api = new Member(Kind.API, 1, new Network(7, 0));

        assertThat(with().settings(api, List.of()))
                .contains("cluster.seed-nodes=127.7.2.1:25520,127.7.1.1:25520")
                .contains("cluster.host=127.7.5.1");
    }

    @Test
    void what_ends_again_and_again_is_started_ever_later() {
        Backoff backoff =
                new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(60));

        assertThat(List.of(backoff.after(1), backoff.after(2), backoff.after(4)))
                .containsExactly(
                        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(8));
        assertThat(backoff.after(500)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void nodes_have_certificates_of_one_authority_that_only_their_owner_can_read(@TempDir Path data)
            throws Exception {
        Member core = new Member(Kind.CORE, 1, new Network(7, 0));
        NodeCertificates certificates = new NodeCertificates(new ClusterDirectory(data));

        List<String> settings = certificates.settings(core);

        assertThat(certificates.settings(core)).isEqualTo(settings);
        for (String name : List.of("authority.key", "core-1.key")) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(
                                            data.resolve("tls").resolve(name))))
                    .isEqualTo("rw-------");
        }
    }
}
