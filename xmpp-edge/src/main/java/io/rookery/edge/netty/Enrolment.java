package io.rookery.edge.netty;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.DomainPolicy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a connection's session counts for: one of its domain's sessions from the request to bind
/// on, and one in the usage once it is bound. Confined to the connection's event loop.
final class Enrolment {
    private final Kernel kernel;
    private @Nullable DomainPolicy entered;
    private @Nullable AccountId counted;

    Enrolment(Kernel kernel) {
        this.kernel = kernel;
    }

    /// What the session keeps with all others of its domain and tenant; empty when the domain has
    /// as many sessions as it may.
    Optional<SharedRates.Both> enter(DomainPolicy policy) {
        if (!kernel.sessions().enter(policy.domain(), policy.limits().sessions())) {
            return Optional.empty();
        }
        entered = policy;
        return Optional.of(kernel.rates().enter(policy));
    }

    /// The session stands.
    void bound(AccountId account, boolean resumed) {
        if (counted == null) {
            counted = account;
            kernel.usage().began(account);
            kernel.ports().meter().session(account.jid().domain(), resumed);
        }
    }

    /// The session is over, or came to nothing. Harmless when there was none.
    void leave() {
        if (counted != null) {
            kernel.usage().ended(counted);
            kernel.ports().meter().sessionLeft(counted.jid().domain());
            counted = null;
        }
        if (entered != null) {
            kernel.sessions().leave(entered.domain());
            kernel.rates().leave(entered);
            entered = null;
        }
    }
}
