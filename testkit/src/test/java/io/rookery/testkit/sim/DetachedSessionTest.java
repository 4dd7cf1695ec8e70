package io.rookery.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.rookery.routing.account.AccountEvent;
import io.rookery.routing.wire.Detached;
import io.rookery.routing.wire.LogRecord;
import io.rookery.testkit.fake.FakeLog;
import io.rookery.testkit.world.CoreNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DetachedSessionTest {
    private static final Duration A_MOMENT = Duration.ofSeconds(3);
    private static final Duration DOWN = Duration.ofSeconds(20);

    private static final Set<String> NOT_HERE =
            Set.of("inbound_base", "outbound_base", "unconfirmed", "inactive");

    private final SmallWorld small = new SmallWorld();
    private final SimClient juliet = small.online("juliet", "balcony");
    private final SimClient romeo = small.online("romeo", "orchard");

    @Test
    void a_session_that_was_detached_before_its_node_died_is_resumed_after_the_restart() {
        romeo.sleep();
        small.pass(A_MOMENT);
        juliet.message(romeo.account().jid());
        small.pass(A_MOMENT);

        small.restart(DOWN);
        small.pass(A_MOMENT);
        romeo.wakeUp();
        small.pass(Duration.ofSeconds(10));

        assertThat(romeo.session()).as("sessions bound").isEqualTo(1);
        assertThat(romeo.isReady()).isTrue();
        assertThat(SmallWorld.got(romeo)).containsExactly("juliet@acme.test/balcony#2");
        assertThat(small.pending("romeo")).isEmpty();
    }

    @Test
    void a_session_is_resumed_after_a_restart_when_all_sockets_broke_at_once() {
        juliet.message(romeo.account().jid());
        romeo.sleep();
        juliet.sleep();
        small.pass(A_MOMENT);

        small.restart(DOWN);
        juliet.wakeUp();
        romeo.wakeUp();
        small.pass(Duration.ofSeconds(20));

        assertThat(romeo.session()).isEqualTo(1);
        assertThat(juliet.session()).isEqualTo(1);
        assertThat(juliet.unacknowledged()).isZero();
        assertThat(SmallWorld.got(romeo)).containsExactly("juliet@acme.test/balcony#2");
        assertThat(small.archived("romeo")).containsExactly("juliet@acme.test/balcony#2");
    }

    @Test
    void what_a_client_had_not_acknowledged_is_replayed_once_and_in_order() {
        romeo.deaf(true);
        juliet.message(romeo.account().jid());
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofMillis(500));
        romeo.sleep();
        romeo.deaf(false);
        small.pass(A_MOMENT);
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(40));

        small.restart(DOWN);
        romeo.wakeUp();
        small.pass(A_MOMENT);

        assertThat(romeo.session()).isEqualTo(1);
        assertThat(SmallWorld.got(romeo))
                .containsExactly(
                        "juliet@acme.test/balcony#2",
                        "juliet@acme.test/balcony#3",
                        "juliet@acme.test/balcony#4");
    }

    @Test
    void a_session_detached_longer_ago_than_the_tail_is_still_resumed() {
        romeo.sleep();
        for (int minute = 0; minute < 4; minute++) {
            juliet.message(juliet.account().jid());
            small.pass(Duration.ofMinutes(1));
        }
        juliet.message(romeo.account().jid());
        small.pass(A_MOMENT);

        small.restart(DOWN);
        romeo.wakeUp();
        small.pass(A_MOMENT);

        assertThat(romeo.session()).isEqualTo(1);
        assertThat(SmallWorld.got(romeo)).containsExactly("juliet@acme.test/balcony#6");
    }

    @Test
    void a_session_outlives_one_core_after_another() {
        romeo.sleep();
        small.pass(A_MOMENT);
        for (int i = 0; i < 3; i++) {
            small.restart(DOWN);
            juliet.message(romeo.account().jid());
            small.pass(Duration.ofSeconds(40));
        }

        romeo.wakeUp();
        small.pass(A_MOMENT);

        assertThat(romeo.session()).isEqualTo(1);
        assertThat(SmallWorld.got(romeo)).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void presence_and_carbons_are_as_they_were() {
        romeo.carbons();
        SimClient tablet = small.online("romeo", "tablet");
        romeo.sleep();
        small.pass(A_MOMENT);

        small.restart(DOWN);
        small.pass(Duration.ofSeconds(10));
        romeo.wakeUp();
        small.pass(A_MOMENT);
        int before = romeo.diary().received().size();
        tablet.message(juliet.account().jid());
        small.pass(A_MOMENT);
        juliet.message(romeo.account().jid());
        small.pass(A_MOMENT);

        assertThat(romeo.session()).isEqualTo(1);
        List<Diary.Received> after =
                romeo.diary().received().subList(before, romeo.diary().received().size());
        assertThat(after).as("a carbon, and a message by presence").hasSize(2);
        assertThat(after.getFirst().stanza().payload().child("sent", "urn:xmpp:carbons:2"))
                .isNotNull();
        assertThat(after.getLast().id()).startsWith("juliet@");
    }

    @Test
    void a_session_that_its_client_never_resumes_ends_at_its_time_whatever_died() {
        romeo.sleep();
        small.pass(Duration.ofSeconds(100));
        small.restart(Duration.ofSeconds(100));
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(90));
        int early = small.count(AccountEvent.SESSION_ENDED);
        small.pass(Duration.ofSeconds(30));

        assertThat(small.count(AccountEvent.SESSION_ENDED)).isEqualTo(early + 1);
        assertThat(records(LogRecord.BodyCase.ENDED)).isNotEmpty();
        romeo.wakeUp();
        small.pass(Duration.ofSeconds(10));
        assertThat(romeo.session()).as("bound anew").isEqualTo(2);
        assertThat(SmallWorld.got(romeo)).containsExactly("juliet@acme.test/balcony#2");
    }

    @Test
    void a_snapshot_is_void_once_its_session_has_a_socket_again() {
        romeo.sleep();
        small.pass(A_MOMENT);
        romeo.wakeUp();
        small.pass(A_MOMENT);
        juliet.message(romeo.account().jid());
        small.pass(A_MOMENT);

        small.restart(DOWN);
        small.pass(Duration.ofSeconds(20));

        assertThat(romeo.session()).as("edge and core died together").isEqualTo(2);
        assertThat(SmallWorld.got(romeo)).contains("juliet@acme.test/balcony#2");
    }

    @Test
    void nothing_acknowledged_is_lost_when_a_node_dies_with_all_its_sockets() {
        romeo.deaf(true);
        juliet.message(romeo.account().jid());
        small.pass(A_MOMENT);
        assertThat(juliet.unacknowledged()).as("handed to the edge and recorded").isZero();
        assertThat(small.pending("romeo")).isEmpty();

        small.restart(DOWN);
        romeo.deaf(false);
        small.pass(Duration.ofSeconds(20));

        assertThat(records(LogRecord.BodyCase.DETACHED)).isEmpty();
        assertThat(romeo.session()).as("the session died with both its holders").isEqualTo(2);
        assertThat(SmallWorld.got(romeo)).containsExactly("juliet@acme.test/balcony#2");
        assertThat(small.archived("romeo")).containsExactly("juliet@acme.test/balcony#2");
    }

    @Test
    void an_ended_session_says_how_much_of_it_counted_after_its_core_is_lost() {
        romeo.message(juliet.account().jid());
        small.pass(A_MOMENT);
        romeo.message(juliet.account().jid());
        romeo.sleep();
        small.pass(Duration.ofSeconds(330));
        CoreNode lost = small.core;
        small.core = small.world.startCore();
        small.world.kill(lost);

        romeo.wakeUp();
        small.pass(Duration.ofSeconds(20));

        assertThat(romeo.refusedAt()).as("h of <failed/>").isGreaterThanOrEqualTo(3);
    }

    @Test
    void the_next_owner_writes_a_snapshot_as_it_found_it_and_no_field_is_lost() {
        romeo.carbons();
        romeo.directed(juliet.account().jid());
        small.pass(A_MOMENT);
        romeo.deaf(true);
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofMillis(500));
        romeo.sleep();
        small.pass(A_MOMENT);
        Detached found = records(LogRecord.BodyCase.DETACHED).getLast().getDetached();

        small.restart(DOWN);
        small.pass(Duration.ofSeconds(40));
        List<LogRecord> snapshots = records(LogRecord.BodyCase.DETACHED);

        long epoch = snapshots.getLast().getEpoch();
        assertThat(epoch).isGreaterThan(snapshots.getFirst().getEpoch());
        assertThat(snapshots.stream().filter(record -> record.getEpoch() == epoch))
                .as("what the opening copied, and what the owner has written of its own")
                .hasSizeGreaterThan(1);
        assertThat(snapshots.getLast().getDetached()).isEqualTo(found);
        // Both bases are 0 in a session that enables stream management at once; what a client sent
        // and nobody confirmed is another test's; a client without a socket counts as active.
        assertThat(found.getAllFields().keySet())
                .extracting(FieldDescriptor::getName)
                .containsExactlyInAnyOrderElementsOf(
                        Detached.getDescriptor().getFields().stream()
                                .map(FieldDescriptor::getName)
                                .filter(name -> !NOT_HERE.contains(name))
                                .toList());
    }

    private List<LogRecord> records(LogRecord.BodyCase kind) {
        List<LogRecord> found = new ArrayList<>();
        for (int shard = 0; shard < small.world.shards(); shard++) {
            for (FakeLog.Entry entry : small.world.log().counting(shard)) {
                if (entry.record().getBodyCase() == kind) {
                    found.add(entry.record());
                }
            }
        }
        return found;
    }
}
