package io.rookery.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.port.RosterStore.SubscriptionState;
import io.rookery.testkit.world.CoreNode;
import io.rookery.xmpp.stanza.Presence;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A core that was halted goes on with what it had been told, though others own its accounts by
/// then.
class HaltedOwnerTest {
    private final SmallWorld small = new SmallWorld();
    private final SimClient juliet = small.online("juliet", "balcony");
    private final SimClient romeo = small.online("romeo", "orchard");

    @Test
    void it_changes_no_roster_any_more() {
        CoreNode halted = small.core;
        small.world.startCore();
        ask(Presence.Type.SUBSCRIBE);
        assertThat(stored()).isEqualTo(SubscriptionState.TO);

        small.world.stop(halted);
        ask(Presence.Type.UNSUBSCRIBE);
        assertThat(stored()).as("by the new owner").isEqualTo(SubscriptionState.NONE);
        ask(Presence.Type.SUBSCRIBE);
        assertThat(stored()).isEqualTo(SubscriptionState.TO);
        assertThat(small.world.goOn(halted, Duration.ofSeconds(5))).isTrue();
        small.pass(Duration.ofSeconds(20));

        assertThat(stored()).isEqualTo(SubscriptionState.TO);
    }

    private void ask(Presence.Type type) {
        juliet.subscription(romeo.account().jid(), type);
        small.pass(Duration.ofSeconds(20));
    }

    private SubscriptionState stored() {
        return small.world.rosters().state(juliet.account().jid(), romeo.account().jid());
    }
}
