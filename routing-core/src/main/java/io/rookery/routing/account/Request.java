package io.rookery.routing.account;

import io.rookery.routing.feature.IqRequest;
import io.rookery.routing.feature.Target;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.Archive.ArchivePreferences;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.LogPosition;
import io.rookery.routing.wire.LogRecord;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.xml.Element;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// An IQ request at an account.
///
/// @param session the own session that asks, null when somebody else does
record Request(
        Account accountOf,
        @Nullable Session session,
        Iq iq,
        Element query,
        Target target,
        Jid sender,
        boolean trusted)
        implements IqRequest {
    @Override
    public AccountId account() {
        return accountOf.id;
    }

    @Override
    public DomainPolicy policy() {
        return accountOf.policy();
    }

    @Override
    public List<FullJid> availableResources() {
        return accountOf.sessions.available().stream().map(session -> session.jid).toList();
    }

    @Override
    public CompletionStage<LogPosition> position() {
        return accountOf.effects.position();
    }

    @Override
    public CompletionStage<LogPosition> append(LogRecord.Builder record) {
        CompletableFuture<LogPosition> done = new CompletableFuture<>();
        accountOf.effects.append(
                record,
                () -> accountOf.effects.position().whenComplete((p, f) -> done.complete(p)));
        return done;
    }

    @Override
    public void preferred(ArchivePreferences preferences) {
        accountOf.archiving.set(preferences);
    }

    @Override
    public Instant now() {
        return accountOf.effects.now();
    }
}
