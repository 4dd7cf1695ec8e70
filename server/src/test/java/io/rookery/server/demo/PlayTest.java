package io.rookery.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.server.Assembly;
import io.rookery.server.assembly.NodeParts;
import io.rookery.server.roles.DatabaseAccess;
import io.rookery.server.roles.Node;
import io.rookery.server.roles.SettingValues;
import io.rookery.server.roles.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The main job on one node with every role, as `./rookery demo --exit` plays it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlayTest {
    private static final String WRONG_SECRET = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private Settings settings = settings(Path.of("unused"));
    private NodeParts parts = Assembly.components(settings);
    private Node node = new Node(parts.all());

    @BeforeAll
    void start(@TempDir Path data) {
        settings = settings(data);
        parts = Assembly.components(settings);
        node = new Node(parts.all());
        node.start();
    }

    @AfterAll
    void stop() {
        node.stop();
    }

    private static Settings settings(Path data) {
        return Settings.from(
                new SettingValues()
                        .commandLine(
                                List.of(
                                        "data=" + data,
                                        "shards=8",
                                        "postgres.port=0",
                                        "kafka.port=0",
                                        "kafka.controller-port=0",
                                        "edge.host=127.0.0.1",
                                        "edge.port=0",
                                        "edge.tls-port=0",
                                        "edge.websocket-tls-port=0",
                                        "edge.websocket-port=0",
                                        "api.port=0",
                                        "hooks.allow-loopback=on",
                                        "cluster.serialise-always=on")));
    }

    private Play.Scene scene(Optional<String> backendSecret) {
        DatabaseAccess database = parts.database();
        return new Play.Scene(
                parts.apiUri().orElseThrow(),
                parts.clientAddresses(),
                settings.data(),
                Path.of(".."),
                database.url(),
                database.app().user(),
                database.app().password(),
                backendSecret);
    }

    @Test
    void a_tenants_two_users_chat_and_everything_is_archived_and_counted() {
        List<String> transcript = new CopyOnWriteArrayList<>();
        Play play = new Play(scene(Optional.empty()), transcript::add);

        try {
            play.run();
        } finally {
            play.close();
        }

        assertThat(transcript).last().asString().contains("the demonstration is complete");
    }

    @Test
    void a_backend_with_another_secret_lets_the_play_fail_at_the_login() {
        Play play = new Play(scene(Optional.of(WRONG_SECRET)), line -> {});

        try {
            assertThatThrownBy(play::run)
                    .isInstanceOf(Failed.class)
                    .hasMessageContaining("two people log in");
        } finally {
            play.close();
        }
    }
}
