package io.rookery.routing.account;

import io.rookery.routing.delivery.ConnectedResource;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.SessionView;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.hop.ToAccount.Resumption;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.xml.Namespaces;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One connected, or detached and resumable, resource of an account. Confined to the account's
/// thread.
final class Session implements ConnectedResource {
    final SessionId origin;
    final FullJid jid;
    final String address;
    final Gate gate = new Gate();
    final InboundStream inbound;
    final OutboundStream outbound;

    /// The link it has now; null gateway while detached.
    SessionId link;

    @Nullable GatewayAddress gateway;
    long attachment;

    /// The attachment it had when this owner was told of it, by the log or an edge; past everything
    /// when it was bound or resumed here.
    long introduced = Long.MAX_VALUE;

    @Nullable Resumption resumption;

    boolean carbons;
    boolean interested;
    boolean inactive;

    /// Last presence without `to` that it sent; null before the first and after `unavailable`.
    @Nullable Presence presence;

    int priority;

    /// When it was bound, or taken up by this owner of the account.
    Instant since = Instant.EPOCH;

    /// What is told of it.
    SessionView view() {
        Presence known = presence;
        String show = known == null ? null : known.payload().childText("show", Namespaces.CLIENT);
        return new SessionView(
                jid.resource(),
                address,
                since,
                gateway != null,
                known != null,
                show == null ? "" : show,
                priority,
                inactive);
    }

    /// JIDs that were sent directed presence (RFC 6121 §4.6.3).
    final Set<Jid> directed = new LinkedHashSet<>();

    /// Presence held back while the client is inactive, latest by sender (XEP-0352).
    final Map<Jid, Stanza> heldPresence = new LinkedHashMap<>();

    /// New messages wait here until the pending ones have been handed over; null when none are
    /// being.
    @Nullable ArrayDeque<Held> behindPending;

    Effects.@Nullable Timer resumeTimer;

    /// While it has no socket: until when it waits for its client.
    Instant until = Instant.EPOCH;

    /// While it has no socket: the greatest outbound number that its client may have got.
    long sent;

    /// A snapshot of it in the log counts.
    boolean logged;

    /// It was taken from the log, and no client has resumed it since.
    boolean restored;

    /// A resumption that waits until what was accepted is confirmed.
    ToAccount.@Nullable Attach resuming;

    /// What it has that nobody recorded; null when there is nothing.
    @Nullable Unrecorded unrecorded;

    /// Inbound numbers up to here may have been worked on by an earlier owner of the account.
    long maybeSeenUpTo;

    Session(
            SessionId origin,
            FullJid jid,
            String address,
            InboundStream inbound,
            OutboundStream outbound) {
        this.origin = origin;
        this.link = origin;
        this.jid = jid;
        this.address = address;
        this.inbound = inbound;
        this.outbound = outbound;
    }

    /// A delivery that waits behind pending messages.
    record Held(Stanza stanza, NumberedStanza.@Nullable Name name, @Nullable Runnable onHanded) {}

    /// Holds it, if it must wait until the pending messages have been handed over: every message
    /// waits, stored or not, and what follows a waiting one of the same sender (RFC 6120 §10.1).
    boolean heldBehindPending(Held next) {
        if (behindPending == null) {
            return false;
        }
        boolean waits =
                next.stanza instanceof Message
                        || behindPending.stream()
                                .anyMatch(held -> sender(held.stanza).equals(sender(next.stanza)));
        if (waits) {
            behindPending.add(next);
        }
        return waits;
    }

    /// A stanza without `from` is from the account (RFC 6120 §8.1.2.1).
    private Jid sender(Stanza stanza) {
        Jid from = stanza.from();
        return from == null ? jid.bare() : from;
    }

    /// Adds the ids of the messages that wait behind pending ones.
    void addIdsBehindPending(Set<UUID> ids) {
        if (behindPending != null) {
            for (Held held : behindPending) {
                if (held.name != null) {
                    ids.add(held.name.stanzaId());
                }
            }
        }
    }

    @Override
    public String resource() {
        return jid.resource();
    }

    @Override
    public boolean isAvailable() {
        return presence != null;
    }

    @Override
    public int priority() {
        return priority;
    }

    @Override
    public boolean isCarbonsEnabled() {
        return carbons;
    }

    boolean available() {
        return presence != null;
    }

    boolean attached() {
        return gateway != null;
    }

    /// How many stanzas of its client are confirmed, as the client counts them.
    long clientCount() {
        return resumption == null ? 0 : Math.max(0, inbound.confirmed() - resumption.inboundBase());
    }

    boolean resumable() {
        return resumption != null && resumption.seconds() > 0;
    }
}
