package io.rookery.routing.roster;

import io.rookery.routing.port.RosterStore.RosterEntry;
import io.rookery.routing.port.RosterStore.RosterSnapshot;
import io.rookery.routing.port.RosterStore.SubscriptionState;
import io.rookery.xmpp.jid.BareJid;
import java.util.List;
import java.util.Optional;

/// Rosters of juliet for tests.
final class RosterFixtures {
    static final BareJid JULIET = BareJid.parse("juliet@acme.test");
    static final BareJid ROMEO = BareJid.parse("romeo@acme.test");
    static final BareJid NURSE = BareJid.parse("nurse@acme.test");

    private RosterFixtures() {}

    static Roster roster(RosterEntry... entries) {
        return Roster.of(JULIET, new RosterSnapshot(7, List.of(entries), false));
    }

    static RosterEntry item(BareJid jid, SubscriptionState state, String... groups) {
        return new RosterEntry(
                jid, jid.local(), List.of(groups), state, false, true, Optional.empty());
    }

    static RosterEntry stranger(BareJid jid, byte[] request) {
        return new RosterEntry(
                jid,
                null,
                List.of(),
                SubscriptionState.NONE_PENDING_IN,
                false,
                false,
                Optional.of(request));
    }
}
