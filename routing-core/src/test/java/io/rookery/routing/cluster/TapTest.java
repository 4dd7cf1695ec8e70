package io.rookery.routing.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.cluster.AccountCommand.Follow;
import io.rookery.routing.port.watch.Followed;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class TapTest {
    private static final String NODE = "127.0.2.1:25520";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Tap tap = new Tap(NODE, now::get, session -> "balcony");

    private TestInbox<Followed> follow() {
        TestInbox<Followed> inbox = TestInbox.create();
        tap.follow(new Follow(Tap.LEASE, false, inbox.getRef()));
        return inbox;
    }

    @Test
    void who_follows_as_one_too_many_is_refused_until_another_is_gone() {
        List<TestInbox<Followed>> four = Stream.generate(this::follow).limit(4).toList();
        TestInbox<Followed> fifth = follow();

        assertThat(four)
                .allSatisfy(each ->
                        assertThat(each.receiveMessage())
                                .isEqualTo(new Followed(NODE, List.of(), 0)));
        assertThat(fifth.receiveMessage()).isEqualTo(Followed.refusedBy(NODE));

        now.set(Instant.EPOCH.plus(Tap.LEASE).plusMillis(1));
        assertThat(tap.isOver()).isTrue();
        tap.follow(new Follow(Tap.LEASE, false, fifth.getRef()));

        assertThat(fifth.receiveMessage()).isEqualTo(new Followed(NODE, List.of(), 0));
    }

    @Test
    void a_refusal_crosses_nodes() {
        Followed refused = Followed.refusedBy(NODE);

        assertThat(WatchCodec.followed(WatchCodec.followed(refused))).isEqualTo(refused);
    }
}
