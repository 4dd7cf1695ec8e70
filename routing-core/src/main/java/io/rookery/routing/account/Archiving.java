package io.rookery.routing.account;

import io.rookery.routing.hints.StoragePolicy;
import io.rookery.routing.port.Archive.ArchivePreferences;
import io.rookery.routing.port.LogPosition;
import io.rookery.routing.wire.LogRecord;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Whether a message belongs in the account's archive: by the domain's policy, the message itself
/// (XEP-0313 §6.1.1, XEP-0334) and the account's preferences (XEP-0441), read once and then kept.
final class Archiving {
    private final Account account;
    private final List<Runnable> waiting = new ArrayList<>();
    private @Nullable ArchivePreferences preferences;
    private boolean loading;

    /// They could not be read, and nobody waits for them any more.
    private boolean missing;

    private boolean askedLately;

    Archiving(Account account) {
        this.account = account;
    }

    /// What the account has said lately, of which the archiver may not know yet. What it said
    /// before is read without waiting for the archiver, which may be far behind or away.
    void restore(List<LogRecord> tail) {
        for (LogRecord record : tail) {
            if (record.hasPreference()) {
                preferences = Restored.preferences(record.getPreference()).orElse(null);
            }
        }
    }

    /// The account has said what it prefers.
    void set(ArchivePreferences now) {
        preferences = now;
    }

    /// Tells `then` whether `message` from or to `peer` is archived, at once when the preferences
    /// are known.
    void decide(Message message, Jid peer, Consumer<Boolean> then) {
        if (!account.policy().archiving()
                || !account.policy().enabled("archive")
                || !StoragePolicy.archive(message).isStored()) {
            then.accept(false);
            return;
        }
        ArchivePreferences known = preferences;
        if (known != null) {
            prefers(known, peer, then);
            return;
        }
        if (missing) {
            askAgain();
            prefers(ArchivePreferences.EVERYTHING, peer, then);
            return;
        }
        waiting.add(() ->
                prefers(
                        preferences == null ? ArchivePreferences.EVERYTHING : preferences,
                        peer,
                        then));
        if (!loading) {
            load();
        }
    }

    private void askAgain() {
        if (!loading && !askedLately) {
            load();
        }
    }

    private void load() {
        loading = true;
        account.effects.await(
                account.ports
                        .archive()
                        .preferences(account.id.tenant(), account.id.jid(), LogPosition.NONE),
                (found, failure) -> {
                    loading = false;
                    if (found != null && preferences == null) {
                        preferences = found.orElse(ArchivePreferences.EVERYTHING);
                    }
                    // While they cannot be read the domain's policy alone decides, since losing a
                    // message would be worse than keeping one. They are asked for again now and
                    // then; only the first messages wait for the answer.
                    missing = preferences == null;
                    if (missing) {
                        askedLately = true;
                        account.effects.after(
                                account.ports.limits().retryDelay(), () -> askedLately = false);
                    }
                    List<Runnable> now = List.copyOf(waiting);
                    waiting.clear();
                    now.forEach(Runnable::run);
                });
    }

    private void prefers(ArchivePreferences known, Jid peer, Consumer<Boolean> then) {
        if (lists(known.never(), peer)) {
            then.accept(false);
        } else if (lists(known.always(), peer)) {
            then.accept(true);
        } else {
            switch (known.policy()) {
                case ALWAYS -> then.accept(true);
                case NEVER -> then.accept(false);
                case ROSTER ->
                        account.roster.with(
                                roster -> then.accept(roster.standing(peer.bare()).listed()),
                                () -> then.accept(true));
            }
        }
    }

    /// A bare JID in a list stands for all its resources (XEP-0441 §3).
    private static boolean lists(Set<Jid> list, Jid peer) {
        return list.contains(peer) || list.contains(peer.bare());
    }
}
