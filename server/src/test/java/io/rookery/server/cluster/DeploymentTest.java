package io.rookery.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.server.cluster.ClusterDirectory.Written;
import io.rookery.server.cluster.Supervision.Backoff;
import io.rookery.server.roles.StartFailure;
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
    void a_setting_that_nodes_would_refuse_is_not_remembered(@TempDir Path data) {
        for (String wrong : List.of("edge.prot=5", "shards=many", "cluster.tls.key=")) {
            try (LocalCluster cluster =
                    new LocalCluster(data, "none", NodeJvm.likeThis(), _ -> {})) {
                assertThatThrownBy(() -> cluster.start(with(wrong)))
                        .isInstanceOf(StartFailure.class)
                        .hasMessageContaining(wrong.startsWith("cluster") ? "three" : "expected");
            }
            assertThat(data.resolve("cluster.json")).doesNotExist();
        }
    }

    @Test
    void what_a_deployment_gives_its_nodes_itself_is_refused_by_name() {
        for (String key :
                List.of(
                        "roles",
                        "data",
                        "edge.port",
                        "edge.host",
                        "edge.advertise",
                        "kafka.bootstrap-servers",
                        "kafka.replicas",
                        "kafka.port",
                        "postgres.url",
                        "cluster.seed-nodes",
                        "cluster.begin",
                        "management.port",
                        "management.downing")) {
            assertThatThrownBy(() -> with(key + "=1").check())
                    .isInstanceOf(StartFailure.class)
                    .hasMessageStartingWith("--set: " + key + " (expected: another setting");
        }
    }

    @Test
    void settings_that_nodes_may_share_are_taken() {
        with(
                        "shards=16",
                        "kafka.log-replaced=on",
                        "kafka.retention=2d",
                        "cluster.heartbeat-pause=5s",
                        "cluster.tls.certificate=",
                        "cluster.tls.key=",
                        "cluster.tls.authority=",
                        "edge.clear-port=5224")
                .check();
    }

    @Test
    void a_setting_of_an_earlier_version_that_nodes_refuse_is_told_where_it_stands(
            @TempDir Path data) {
        ClusterDirectory directory = new ClusterDirectory(data);
        directory.write(new Written(with("edge.prot=5"), "id"));

        try (LocalCluster cluster = new LocalCluster(data, "none", NodeJvm.likeThis(), _ -> {})) {
            assertThatThrownBy(() -> cluster.start(with()))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("edge.prot")
                    .hasMessageEndingWith("it is remembered in " + directory.file());
        }
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
