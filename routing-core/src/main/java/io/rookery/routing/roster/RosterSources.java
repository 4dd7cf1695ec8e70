package io.rookery.routing.roster;

import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.RosterStore;
import io.rookery.xmpp.jid.BareJid;
import java.util.concurrent.CompletionStage;

/// The rosters of every domain: kept where its policy says.
public final class RosterSources implements RosterStore {
    private final RosterStore internal;
    private final RosterStore hook;

    /// @param internal rosters that Rookery keeps
    /// @param hook rosters that tenants' backends keep
    public RosterSources(RosterStore internal, RosterStore hook) {
        this.internal = internal;
        this.hook = hook;
    }

    @Override
    public CompletionStage<RosterSnapshot> load(DomainPolicy policy, BareJid owner) {
        return of(policy).load(policy, owner);
    }

    @Override
    public CompletionStage<Boolean> save(
            DomainPolicy policy, BareJid owner, RosterChange change, long expectedVersion) {
        return of(policy).save(policy, owner, change, expectedVersion);
    }

    @Override
    public boolean writable(DomainPolicy policy) {
        return of(policy).writable(policy);
    }

    private RosterStore of(DomainPolicy policy) {
        return switch (policy.rosterSource()) {
            case INTERNAL -> internal;
            case HOOK -> hook;
        };
    }
}
