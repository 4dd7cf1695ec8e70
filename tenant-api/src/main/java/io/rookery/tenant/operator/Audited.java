package io.rookery.tenant.operator;

import io.rookery.routing.port.DomainDirectory;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.tenant.audit.AuditLog;
import io.rookery.tenant.http.Api;
import io.rookery.tenant.http.Caller;
import io.rookery.tenant.http.ProblemException;
import io.rookery.tenant.store.TenantTransactions;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.JidFormatException;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/// Finds whose user an address is, and writes down what the operator does to users: in the
/// operator's log and in that of their tenant.
@Singleton
final class Audited {
    private final Api api;
    private final AuditLog audit;
    private final DomainDirectory directory;

    Audited(Api api, AuditLog audit, DomainDirectory directory) {
        this.api = api;
        this.audit = audit;
        this.directory = directory;
    }

    /// A user and whose it is.
    record Subject(TenantId tenant, BareJid user) {}

    /// The user that an address names.
    ///
    /// @param field where the address stood in the request
    /// @throws ProblemException when it is no bare JID with a localpart, or of no domain of ours
    Subject subject(String field, String address) {
        BareJid user;
        try {
            user = BareJid.parse(address);
        } catch (JidFormatException e) {
            throw ProblemException.parameter(field, "It must be a bare JID, user@domain.");
        }
        if (user.local() == null) {
            throw ProblemException.parameter(field, "It must be a bare JID, user@domain.");
        }
        try {
            DomainPolicy policy =
                    directory
                            .find(user.domain())
                            .toCompletableFuture()
                            .join()
                            .orElseThrow(ProblemException::notFound);
            return new Subject(policy.tenant(), user);
        } catch (CompletionException e) {
            throw new UnavailableException("domain: not known now", e);
        }
    }

    /// Does something, and writes it down: what was not done is not written, and what cannot be
    /// written is not done.
    <T> T write(Caller caller, Subject subject, String action, String reason, Supplier<T> work) {
        return api.transactions()
                .in(
                        caller.tenant(),
                        connection -> {
                            String target = subject.user().toString();
                            audit.write(connection, caller, action, target, reason);
                            TenantTransactions.enter(connection, subject.tenant());
                            audit.write(connection, caller, action, target, reason);
                            TenantTransactions.enter(connection, caller.tenant());
                            return work.get();
                        });
    }
}
