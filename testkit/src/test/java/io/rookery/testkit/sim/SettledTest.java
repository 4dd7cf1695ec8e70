package io.rookery.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.Archive;
import io.rookery.testkit.world.CoreNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// An edge keeps what its client has until the record is durable (P2).
class SettledTest {
    private final SmallWorld small = new SmallWorld();
    private final SimClient juliet = small.online("juliet", "balcony");
    private final SimClient romeo = small.online("romeo", "orchard");

    @Test
    void a_message_that_its_client_has_keeps_its_id_when_record_and_owner_are_lost() {
        small.world.log().away(true);
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(8));
        assertThat(SmallWorld.got(romeo)).containsExactly("juliet@acme.test/balcony#2");
        String shown = romeo.diary().received().getLast().stanzaId();

        loseOwner();
        small.world.log().away(false);
        small.pass(Duration.ofSeconds(30));

        AccountId account = SmallWorld.account("romeo");
        List<Archive.Entry> archive = small.world.archive().all(account.tenant(), account.jid());
        assertThat(archive).hasSize(1);
        assertThat(archive.getFirst().id()).hasToString(shown);
        assertThat(juliet.unacknowledged()).isZero();
        assertThat(SmallWorld.got(romeo)).as("given once").hasSize(1);
        assertThat(small.pending("romeo")).isEmpty();
    }

    @Test
    void what_is_settled_is_not_written_again() {
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(20));
        int before = records();

        loseOwner();
        juliet.ping();
        small.pass(Duration.ofSeconds(20));

        assertThat(records()).as("an opening, and that it is over").isEqualTo(before + 2);
    }

    @Test
    void a_resumed_session_is_known_again_when_its_owner_is_lost_after_that() {
        romeo.carbons();
        SimClient tablet = small.online("romeo", "tablet");
        romeo.cut();
        small.pass(Duration.ofSeconds(10));
        assertThat(romeo.session()).isEqualTo(1);

        loseOwner();
        juliet.ping();
        small.pass(Duration.ofSeconds(20));
        int before = romeo.diary().received().size();
        tablet.message(juliet.account().jid());
        small.pass(Duration.ofSeconds(5));
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(5));

        List<Diary.Received> after =
                romeo.diary().received().subList(before, romeo.diary().received().size());
        assertThat(after).as("a carbon, and a message by presence").hasSize(2);
        assertThat(after.getFirst().stanza().payload().child("sent", "urn:xmpp:carbons:2"))
                .isNotNull();
        assertThat(after.getLast().id()).startsWith("juliet@");
    }

    @Test
    void what_one_session_has_taken_is_not_pending_when_another_ends_at_a_new_owner() {
        SimClient tablet = small.online("romeo", "tablet");
        tablet.deaf(true);
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(20));
        assertThat(SmallWorld.got(romeo)).hasSize(1);

        loseOwner();
        juliet.ping();
        small.pass(Duration.ofSeconds(20));
        tablet.leave();
        small.pass(Duration.ofSeconds(20));

        assertThat(SmallWorld.got(tablet)).isEmpty();
        assertThat(SmallWorld.got(romeo)).as("given once").hasSize(1);
        assertThat(small.pending("romeo")).isEmpty();
    }

    private void loseOwner() {
        CoreNode lost = small.core;
        small.core = small.world.startCore();
        small.world.kill(lost);
    }

    private int records() {
        int records = 0;
        for (int shard = 0; shard < small.world.shards(); shard++) {
            records += small.world.log().entries(shard).size();
        }
        return records;
    }
}
