package io.rookery.routing.account;

import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.port.Archive;
import io.rookery.routing.port.Envelopes;
import io.rookery.xmpp.delay.Delay;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.stanza.Message;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Messages that no session has taken: how many there may be, and how they reach the first session
/// that becomes available (XEP-0160, docs/protocol.md §6). What comes meanwhile to that session
/// waits behind them; when they cannot be read it goes ahead and they follow later.
final class PendingMessages {
    private final Account account;
    private final Effects effects;
    private final AccountLimits limits;
    private int count = -1;
    private int reads;
    private boolean abandoned;
    // The table was seen empty: what this owner has recorded since, Records knows.
    private boolean empty;
    private boolean recordedBefore;
    private @Nullable Session flushing;
    private @Nullable Session wanting;

    PendingMessages(Account account) {
        this.account = account;
        this.effects = account.effects;
        this.limits = account.ports.limits();
    }

    /// One more message wants to be kept: `admitted` runs if there is room, else `refused`.
    void reserve(Runnable admitted, Consumer<StanzaError> refused) {
        if (count >= 0) {
            admit(admitted, refused);
            return;
        }
        effects.await(
                account.ports.archive().pendingCount(account.id.tenant(), account.id.jid()),
                (known, failure) -> {
                    // A count that cannot be read refuses nobody: the log takes the message.
                    count = Math.max(count, known == null ? 0 : known);
                    admit(admitted, refused);
                });
    }

    private void admit(Runnable admitted, Consumer<StanzaError> refused) {
        if (count >= account.policy().limits().pendingMessages()) {
            refused.accept(
                    StanzaError.of(
                            Condition.SERVICE_UNAVAILABLE,
                            "The recipient is offline and has too many messages waiting"));
            return;
        }
        count++;
        admitted.run();
    }

    /// A message that was admitted is not kept after all.
    void release() {
        count--;
    }

    /// A session became available with a priority that takes messages to the bare JID.
    void flushTo(Session session) {
        if (flushing != null) {
            wanting = session;
            return;
        }
        if (empty && !account.records.mayHavePending()) {
            return;
        }
        session.behindPending = new ArrayDeque<>();
        flush(session);
    }

    private void flush(Session session) {
        flushing = session;
        // What becomes pending from now on may be missed by what is read.
        recordedBefore = account.records.mayHavePending();
        account.records.pending(false);
        // What was taken must be gone before we look.
        account.awaited.readingBegins();
        read(session, null);
    }

    /// A session has a socket again, which it had lost perhaps before all was read.
    void resumed(Session session) {
        if (abandoned && session.available() && session.priority >= 0) {
            abandoned = false;
            flushTo(session);
        }
    }

    /// While the log is away nobody can tell what is pending: then the session goes on without.
    private void read(Session session, @Nullable UUID after) {
        int read = ++reads;
        Effects.Timer late =
                effects.after(
                        limits.resumeWait(),
                        () -> {
                            if (reads == read) {
                                reads++;
                                later(session);
                            }
                        });
        effects.await(
                effects.position()
                        .thenCompose(position ->
                                account.ports
                                        .archive()
                                        .pending(
                                                account.id.tenant(),
                                                account.id.jid(),
                                                after,
                                                limits.pendingPage(),
                                                position)),
                (entries, failure) -> {
                    if (reads != read) {
                        return;
                    }
                    late.cancel();
                    if (entries == null) {
                        later(session);
                    } else {
                        hand(session, after, entries);
                    }
                });
    }

    private void hand(Session session, @Nullable UUID after, List<Archive.Entry> entries) {
        if (account.sessions.ofOrigin(session.origin) != session
                || !session.available()
                || !session.attached()) {
            // Whoever resumes it gets what it has not taken, and then the rest.
            abandoned = true;
            notRead();
            finish(session);
            return;
        }
        Set<UUID> underWay = underWay();
        for (Archive.Entry entry : entries) {
            if (!underWay.contains(entry.id())
                    && !account.awaited.takenMeanwhile(entry.id())
                    && Envelopes.open(entry.stanza()) instanceof Message message) {
                give(session, entry, message);
            }
        }
        if (entries.size() < limits.pendingPage()) {
            // What was given stays pending until it is taken, if it is.
            empty = entries.isEmpty() && after == null;
            count = 0;
            finish(session);
        } else if (session.outbound.size() > limits.outboundStanzas() / 2) {
            // The rest waits until the client has taken these; new messages go on meanwhile.
            later(session);
        } else {
            read(session, entries.getLast().id());
        }
    }

    /// What some client is about to take, what waits behind the pending ones included: another
    /// session that was lost with it has made it pending. What a detached session holds is nobody's
    /// until its client comes back: whoever logs in meanwhile gets it too.
    private Set<UUID> underWay() {
        Set<UUID> ids = new HashSet<>();
        for (Session session : account.sessions.all()) {
            if (session.attached()) {
                session.outbound.addIds(ids);
                session.addIdsBehindPending(ids);
            }
        }
        return ids;
    }

    private void give(Session session, Archive.Entry entry, Message message) {
        Message stamped =
                message.withPayload(
                        StanzaIds.told(message, account.id.jid(), entry.id(), entry.archived())
                                .plus(
                                        new Delay(entry.stamp(), account.id.jid().domainJid(), null)
                                                .toElement()));
        effects.count(AccountEvent.MESSAGE_UNPENDING);
        account.awaited.given(entry.id(), Awaited.Kept.PENDING);
        account.outbox.number(
                session, stamped, NumberedStanza.Name.pending(entry.id(), session.origin), null);
    }

    /// New messages have gone ahead by then, so there is nothing any more that they should wait
    /// for.
    private void later(Session session) {
        notRead();
        finish(session);
        effects.after(
                limits.retryDelay(),
                () -> {
                    if (account.sessions.ofOrigin(session.origin) != session
                            || !session.available()) {
                        return;
                    }
                    if (!session.attached()) {
                        abandoned = true;
                    } else if (flushing == null) {
                        flush(session);
                    } else {
                        wanting = session;
                    }
                });
    }

    private void notRead() {
        account.records.pending(recordedBefore || account.records.mayHavePending());
    }

    private void finish(Session session) {
        flushing = null;
        account.awaited.readingEnds();
        account.outbox.releaseBehindPending(session);
        Session next = wanting;
        wanting = null;
        if (next != null && next.available() && next.attached()) {
            flushTo(next);
        }
    }

    boolean idle() {
        return flushing == null;
    }
}
