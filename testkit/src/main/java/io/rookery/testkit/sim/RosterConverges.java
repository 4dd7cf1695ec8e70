package io.rookery.testkit.sim;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.RosterStore.SubscriptionState;
import io.rookery.testkit.fake.FakeRosterStore;
import io.rookery.xmpp.jid.BareJid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Two accounts agree on who is subscribed to whom, and where no owner was lost each client's
/// roster is the stored one (RFC 6121 §2, §3).
final class RosterConverges implements Invariant {
    private final boolean clientsToo;

    /// @param clientsToo no owner was lost, and with it the pushes it was about to send
    RosterConverges(boolean clientsToo) {
        this.clientsToo = clientsToo;
    }

    @Override
    public List<String> violations(Outcome outcome) {
        List<String> wrong = new ArrayList<>();
        FakeRosterStore rosters = outcome.world().rosters();
        for (AccountId one : outcome.accounts()) {
            for (AccountId other : outcome.accounts()) {
                SubscriptionState mine = rosters.state(one.jid(), other.jid());
                SubscriptionState theirs = rosters.state(other.jid(), one.jid());
                if (to(mine) != from(theirs)) {
                    wrong.add(
                            one.jid()
                                    + " has "
                                    + mine
                                    + " with "
                                    + other.jid()
                                    + ", which has "
                                    + theirs);
                }
            }
        }
        for (SimClient client : outcome.clients()) {
            if (clientsToo && client.isReady()) {
                client(client, rosters, wrong);
            }
        }
        return wrong;
    }

    private static void client(SimClient client, FakeRosterStore rosters, List<String> wrong) {
        BareJid owner = client.account().jid();
        Map<BareJid, String> shown = client.diary().roster();
        rosters.listed(owner)
                .forEach((contact, entry) -> {
                    String stored = text(entry.state());
                    if (!stored.equals(shown.get(contact))) {
                        wrong.add(
                                client.name()
                                        + " shows "
                                        + shown.get(contact)
                                        + " for "
                                        + contact
                                        + ", stored is "
                                        + stored);
                    }
                });
    }

    private static boolean to(SubscriptionState state) {
        return switch (state) {
            case TO, TO_PENDING_IN, BOTH -> true;
            case NONE,
                    NONE_PENDING_OUT,
                    NONE_PENDING_IN,
                    NONE_PENDING_OUT_IN,
                    FROM,
                    FROM_PENDING_OUT ->
                    false;
        };
    }

    private static boolean from(SubscriptionState state) {
        return switch (state) {
            case FROM, FROM_PENDING_OUT, BOTH -> true;
            case NONE, NONE_PENDING_OUT, NONE_PENDING_IN, NONE_PENDING_OUT_IN, TO, TO_PENDING_IN ->
                    false;
        };
    }

    private static String text(SubscriptionState state) {
        if (to(state)) {
            return from(state) ? "both" : "to";
        }
        return from(state) ? "from" : "none";
    }
}
