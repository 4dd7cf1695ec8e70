package io.rookery.routing.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.rookery.routing.cluster.ClusterNode.Standing;
import io.rookery.routing.fixture.AbsentPorts;
import io.rookery.routing.fixture.HeapLog;
import io.rookery.routing.port.watch.NodeWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Who is let into a cluster whose nodes know each other by certificates.
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JoiningRefusedTest {
    private static final int SHARDS = 8;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(6);
    private static final Path FILES = Path.of("src", "test", "resources", "tls");

    private final ClusterNode first = start(settings(List.of(), tls("node", "ours"), LONG));

    @AfterAll
    void close() {
        first.close();
    }

    private static Optional<TlsFiles> tls(String name, String authority) {
        return Optional.of(
                new TlsFiles(
                        FILES.resolve(name + ".pem"),
                        FILES.resolve(name + ".key"),
                        FILES.resolve(authority + ".pem")));
    }

    private static ClusterSettings settings(
            List<String> seeds, Optional<TlsFiles> tls, Duration joinWithin) {
        MembershipSettings alone = MembershipSettings.ALONE;
        return ClusterSettings.single(SHARDS)
                .placed(
                        "127.0.0.1",
                        0,
                        Set.of("core"),
                        new MembershipSettings(
                                SeedNodes.of(seeds),
                                false,
                                joinWithin,
                                alone.strategy(),
                                alone.heartbeatPause(),
                                alone.stableAfter(),
                                alone.removalMargin(),
                                tls));
    }

    private static ClusterNode start(ClusterSettings settings) {
        return ClusterNode.start(
                settings,
                AbsentPorts.ports(),
                new HeapLog(SHARDS),
                new Nothing(),
                NodeWatch.SILENT);
    }

    private void isRefused(Optional<TlsFiles> tls) {
        assertThatThrownBy(() -> start(settings(List.of(first.address()), tls, SHORT)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "cluster.join-within: no member let this node in within 6 s")
                .hasMessageContaining("cluster.tls.authority");
        assertThat(first.standing()).isEqualTo(Standing.UP);
    }

    @Test
    void a_node_with_a_certificate_of_the_same_authority_joins() {
        try (ClusterNode second =
                start(settings(List.of(first.address()), tls("node", "ours"), LONG))) {
            assertThat(second.standing()).isEqualTo(Standing.UP);
        }
    }

    @Test
    void a_node_with_a_certificate_of_another_authority_does_not_join() {
        isRefused(tls("stranger", "theirs"));
    }

    @Test
    void a_node_that_trusts_ours_but_was_signed_by_another_does_not_join() {
        isRefused(tls("stranger", "ours"));
    }

    @Test
    void a_node_with_the_certificate_of_another_address_does_not_join() {
        isRefused(tls("elsewhere", "ours"));
    }

    @Test
    void a_node_without_a_certificate_does_not_join() {
        isRefused(Optional.empty());
    }

    @Test
    void files_that_cannot_be_used_stop_the_start_by_name() {
        assertThatThrownBy(() -> start(settings(List.of(), tls("absent", "ours"), SHORT)))
                .hasMessageStartingWith("cluster.tls.certificate: ");
        assertThatThrownBy(() ->
                        start(
                                settings(
                                        List.of(),
                                        Optional.of(
                                                new TlsFiles(
                                                        FILES.resolve("node.pem"),
                                                        FILES.resolve("node.pem"),
                                                        FILES.resolve("ours.pem"))),
                                        SHORT)))
                .hasMessageStartingWith("cluster.tls.key: ");
    }

    @Test
    void a_node_of_the_version_before_joins() throws Exception {
        assertThat(joins(1, 1)).isTrue();
    }

    @Test
    void a_node_of_a_version_that_is_not_adjacent_is_refused_at_once() throws Exception {
        assertThat(joins(4, 3)).isFalse();
    }

    /// Whether a node that announces these versions becomes a member; false when it was ended.
    private boolean joins(int speaks, int understands) throws Exception {
        ClusterSettings settings = settings(List.of(first.address()), tls("node", "ours"), LONG);
        Joining joining = new Joining(settings.membership().seedNodes().named(), Set.of(), false);
        Config config =
                NodeConfig.of(settings, joining)
                        .withValue(JoiningCheck.SPEAKS, ConfigValueFactory.fromAnyRef(speaks))
                        .withValue(
                                JoiningCheck.UNDERSTANDS,
                                ConfigValueFactory.fromAnyRef(understands));
        Incarnation other =
                Incarnation.begin(
                        settings,
                        config,
                        AbsentPorts.ports(),
                        new HeapLog(SHARDS),
                        new ConcurrentHashMap<>(),
                        new Sights(NodeWatch.SILENT, new OpeningShards(InstantSource.system())),
                        new EdgeBeacon.Known(),
                        cores -> {});
        other.join(joining.seeds(other.self()));
        boolean up = other.up().toCompletableFuture().get(60, TimeUnit.SECONDS);
        if (up) {
            other.leave();
        } else {
            other.abandon();
        }
        return up;
    }

    private static final class Nothing implements ClusterMemory {
        @Override
        public Set<String> cores() {
            return Set.of();
        }

        @Override
        public void remember(Set<String> now) {
            // Nobody asks.
        }
    }
}
