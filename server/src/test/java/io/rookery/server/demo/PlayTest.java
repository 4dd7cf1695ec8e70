package io.rookery.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.server.roles.DatabaseAccess;
import io.rookery.server.running.RunningNode;
import io.rookery.server.running.StartNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The main job on one node with every role, as `./rookery demo --exit` plays it.
@ExtendWith(StartNode.class)
class PlayTest {
    private static final String WRONG_SECRET = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private final RunningNode node;

    PlayTest(RunningNode node) {
        this.node = node;
    }

    private Play.Scene scene(Optional<String> backendSecret) {
        DatabaseAccess database = node.database();
        return new Play.Scene(
                node.api(),
                node.clientAddresses(),
                node.data(),
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
