package io.rookery.routing.account;

import io.rookery.routing.hop.IngressKey;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.wire.LogRecord;
import io.rookery.xmpp.stanza.Message;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells what was worked on before, by this owner of the account or an earlier one
/// (docs/protocol.md §3).
final class Repeats {
    private final Account account;
    private final RecentKeys recent;
    private boolean tailRead;

    Repeats(Account account) {
        this.account = account;
        this.recent = account.recent;
    }

    /// What this account named `in` before, if it did: by its key when it may have been seen, by
    /// the client's own id always (design §4.6).
    RecentKeys.@Nullable Recorded recorded(FromSession in, RecentKeys.@Nullable Origin origin) {
        RecentKeys.Recorded byKey = in.maybeSeen ? recent.find(in.key) : null;
        if (byKey != null || origin == null) {
            return byKey;
        }
        return recent.find(origin);
    }

    /// The same for a stanza from another account, which may cost a look into the log.
    void recorded(
            ReceiveStreams.Arrived arrived,
            RecentKeys.@Nullable Origin origin,
            Consumer<RecentKeys.@Nullable Recorded> then) {
        IngressKey key = arrived.forward.key();
        RecentKeys.Recorded known = arrived.maybeSeen ? recent.find(key) : null;
        if (known == null && origin != null) {
            known = recent.find(origin);
        }
        if (!arrived.maybeSeen || known != null || tailRead) {
            then.accept(known);
            return;
        }
        account.effects.await(
                account.effects.tail(),
                (tail, failure) -> {
                    if (tail == null) {
                        arrived.settle(Errors.unavailable());
                        arrived.leave();
                        return;
                    }
                    tailRead = true;
                    remember(tail);
                    then.accept(recent.find(key));
                });
    }

    /// What this account has named by now under `key`, or for the same message of a client, without
    /// looking into the log: another stream may have brought it while an answer was waited for, and
    /// an owner that has been replaced does not say *maybe seen*.
    RecentKeys.@Nullable Recorded recorded(IngressKey key, RecentKeys.@Nullable Origin origin) {
        RecentKeys.Recorded byKey = recent.find(key);
        return byKey != null || origin == null ? byKey : recent.find(origin);
    }

    /// What an edge holds under an id whose record was lost with an earlier owner, under the id
    /// that it has been recorded by since.
    NumberedStanza asRecorded(NumberedStanza held) {
        NumberedStanza.Name name = held.name();
        if (name == null || name.wasPending()) {
            return held;
        }
        RecentKeys.Recorded known = recorded(name.key(), origin(held));
        return known == null || known.id().equals(name.stanzaId())
                ? held
                : held.named(new NumberedStanza.Name(known.id(), name.key(), name.recorded()));
    }

    /// Whether `held` should have a record and has none that is remembered.
    boolean isUnrecorded(NumberedStanza held) {
        NumberedStanza.Name name = held.name();
        return name != null
                && name.recorded()
                && !name.wasPending()
                && recorded(name.key(), origin(held)) == null;
    }

    /// As its sender's resend will have it.
    RecentKeys.@Nullable Origin origin(NumberedStanza held) {
        return held.stanza() instanceof Message message
                ? Messages.receivedOrigin(
                        message.withPayload(StanzaIds.genuine(message.payload(), account.id.jid())))
                : null;
    }

    void remember(List<LogRecord> tail) {
        for (LogRecord record : tail) {
            if (record.hasStored()) {
                Restored.keys(record.getStored(), recent);
            }
        }
    }
}
