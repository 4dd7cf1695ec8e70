package io.rookery.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.server.running.RunningNode;
import io.rookery.server.running.StartNode;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// One user flooded while its client reads nothing: what is kept for it is bounded, what is not
/// kept comes back as an error, and its neighbours go on talking.
@Timeout(180)
@ExtendWith(StartNode.class)
class FloodTest {
    private static final String DOMAIN = "flood.example";
    private static final String MUTE = "mute@" + DOMAIN;
    private static final int FLOODERS = 3;
    private static final int EACH = 1_000;
    private static final int SMALL_TALK = 40;

    /// Of the domain's policy: messages kept for an account.
    private static final int PENDING = 1_000;

    private final House house;
    private final InetSocketAddress server;

    FloodTest(RunningNode node) {
        this.house = new House(node);
        this.server = Objects.requireNonNull(node.clientAddresses().get("c2s"));
    }

    @Test
    void a_flooded_user_is_bounded_and_every_message_is_either_kept_or_refused() throws Exception {
        house.domain(DOMAIN);
        for (String name : List.of("mute", "juliet", "romeo", "flood-0", "flood-1", "flood-2")) {
            house.user(DOMAIN, name);
        }
        Set<String> refused = ConcurrentHashMap.newKeySet();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Talker mute = new Talker(server, MUTE)) {
            mute.send("<presence/>");
            List<Future<?>> floods = new ArrayList<>();
            for (int i = 0; i < FLOODERS; i++) {
                String name = "flood-" + i;
                floods.add(threads.submit(() -> flood(name, threads, refused)));
            }

            smallTalk();

            for (Future<?> flood : floods) {
                flood.get(120, TimeUnit.SECONDS);
            }
        }

        assertThat(refused).isNotEmpty();
        Set<String> kept = keptForMute(FLOODERS * EACH - refused.size());
        assertThat(kept).doesNotContainAnyElementsOf(refused);
        assertThat(kept.size() + refused.size()).isEqualTo(FLOODERS * EACH);
        assertThat(kept.size()).isGreaterThanOrEqualTo(PENDING);
        house.close();
    }

    /// Sends, and returns its name when everything counts.
    private String flood(String name, ExecutorService threads, Set<String> refused)
            throws Exception {
        String body = "x".repeat(2_000);
        try (Talker flooder = new Talker(server, name + '@' + DOMAIN)) {
            Future<?> counted =
                    threads.submit(() ->
                            flooder.await(element -> {
                                if (element.name().equals("message")
                                        && "error".equals(element.attribute("type"))) {
                                    refused.add(String.valueOf(element.attribute("id")));
                                }
                                return Talker.counts(element, EACH);
                            }));
            for (int n = 0; n < EACH; n++) {
                flooder.send(
                        "<message type='chat' to='%s' id='%s-%d'><body>%s</body></message>"
                                .formatted(MUTE, name, n, body));
            }
            flooder.send("<r xmlns='urn:xmpp:sm:3'/>");
            counted.get(90, TimeUnit.SECONDS);
        }
        return name;
    }

    private void smallTalk() throws Exception {
        Phone juliet = house.phone(DOMAIN, "juliet");
        Phone romeo = house.phone(DOMAIN, "romeo");
        for (int n = 0; n < SMALL_TALK; n++) {
            juliet.send(romeo.jid(), Integer.toString(n));
            assertThat(romeo.nextMessage().getBody()).isEqualTo(Integer.toString(n));
        }
    }

    /// The ids of what comes at the next login.
    private Set<String> keptForMute(int expected) {
        Set<String> kept = ConcurrentHashMap.newKeySet();
        try (Talker again = new Talker(server, MUTE)) {
            again.send("<presence/>");
            again.await(element -> {
                if (element.is("r", "urn:xmpp:sm:3")) {
                    again.send("<a xmlns='urn:xmpp:sm:3' h='" + (kept.size() + 1) + "'/>");
                }
                if (element.name().equals("message")) {
                    kept.add(String.valueOf(element.attribute("id")));
                }
                return kept.size() == expected;
            });
        }
        return kept;
    }
}
