package io.rookery.routing.account;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.xmpp.jid.Jid;
import java.util.Optional;
import java.util.function.Consumer;

/// Where a JID leads, seen from one account. Domains that do not exist and domains that this one
/// may not reach look the same (design §5).
final class Destinations {
    private final Account account;

    Destinations(Account account) {
        this.account = account;
    }

    /// Where a JID leads.
    sealed interface Destination {}

    /// An account of this installation.
    record Local(AccountId account) implements Destination {}

    /// A domain of this installation itself.
    ///
    /// @param own the account's own domain
    record Service(DomainPolicy policy, boolean own) implements Destination {}

    /// No such domain, or none that may be reached.
    record Unreachable() implements Destination {}

    /// It cannot be known now.
    record Unknown() implements Destination {}

    /// Finds out, at once when the domain's policy is in memory.
    void find(Jid to, Consumer<Destination> then) {
        DomainPolicy own = account.policy();
        if (to.domain().equals(own.domain())) {
            then.accept(of(to, own, true));
            return;
        }
        Optional<DomainPolicy> cached = account.ports.directory().cached(to.domain());
        if (cached.isPresent()) {
            then.accept(judge(to, cached));
            return;
        }
        account.effects.await(
                account.ports.directory().find(to.domain()),
                (found, failure) -> then.accept(found == null ? new Unknown() : judge(to, found)));
    }

    private Destination judge(Jid to, Optional<DomainPolicy> found) {
        return found.filter(policy -> policy.active() && account.policy().allows(policy))
                .map(policy -> of(to, policy, false))
                .orElseGet(Unreachable::new);
    }

    private static Destination of(Jid to, DomainPolicy policy, boolean own) {
        return to.bare().isDomain()
                ? new Service(policy, own)
                : new Local(new AccountId(policy.tenant(), to.bare()));
    }
}
