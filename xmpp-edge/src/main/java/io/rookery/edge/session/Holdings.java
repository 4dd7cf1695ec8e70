package io.rookery.edge.session;

import io.rookery.routing.hop.ToAccount.Resumption;
import io.rookery.routing.hop.ToAccount.SessionState;
import org.jspecify.annotations.Nullable;

/// What an edge holds of a session: with it a new owner of the account can go on.
final class Holdings {
    final Inbound inbound = new Inbound();
    final Outbound outbound;
    final Habits habits = new Habits();

    /// Null without stream management.
    @Nullable Resumption resumption;

    /// @param unsettledMax outbound stanzas kept that the client has
    Holdings(int unsettledMax) {
        this.outbound = new Outbound(unsettledMax);
    }

    SessionState state() {
        return new SessionState(
                inbound.confirmed(),
                outbound.handed(),
                outbound.taken(),
                habits.carbons,
                habits.inactive,
                habits.interested,
                habits.presence,
                resumption,
                inbound.unconfirmed(),
                outbound.untaken(),
                outbound.unsettled());
    }
}
