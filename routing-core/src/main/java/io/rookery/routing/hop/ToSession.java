package io.rookery.routing.hop;

import io.rookery.routing.hop.ToAccount.Resumption;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.stanza.Presence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the edge of a session is told by its account.
public sealed interface ToSession {
    SessionId session();

    /// The session is attached (again).
    ///
    /// @param accepted greatest inbound number accepted; the edge sends again what comes after
    /// @param outbound greatest outbound number given so far, `replay` included
    /// @param resumption what a resumed session had negotiated
    /// @param replay outbound stanzas that the client may not have, in order
    /// @param unconfirmed inbound stanzas accepted and not confirmed, that an earlier edge sent:
    ///   this edge keeps them as its own, so that losing the core does not lose them
    /// @param unsettled outbound stanzas that the client of a resumed session has, and the log may
    ///   not: this edge keeps them as its own
    /// @param habits what a resumed session's client had told its account
    record Attached(
            SessionId session,
            long attachment,
            FullJid jid,
            long accepted,
            long outbound,
            @Nullable Resumption resumption,
            List<NumberedStanza> replay,
            List<NumberedStanza> unconfirmed,
            List<NumberedStanza> unsettled,
            Habits habits)
            implements ToSession {
        public Attached {
            replay = List.copyOf(replay);
            unconfirmed = List.copyOf(unconfirmed);
            unsettled = List.copyOf(unsettled);
        }
    }

    /// What a client tells its account once, and a new owner of the account must know again.
    ///
    /// @param interested has asked for the roster (RFC 6121 §2.2)
    /// @param presence last presence without `to` that it sent, null before the first
    record Habits(
            boolean carbons, boolean interested, boolean inactive, @Nullable Presence presence) {
        /// Of a client that has told nothing yet.
        public static final Habits NONE = new Habits(false, false, false, null);
    }

    /// The session cannot be attached.
    ///
    /// @param accepted for a resumption: the counter for `<failed h=…/>`, -1 when unknown, relative
    ///   to the client's (XEP-0198 §5)
    record Refused(SessionId session, StanzaError error, long accepted) implements ToSession {}

    /// A stanza for the client. The edge takes only the next number.
    record Deliver(SessionId session, long attachment, NumberedStanza stanza)
            implements ToSession {}

    /// The records of all outbound stanzas up to `number` are durable, or they have none: the edge
    /// may forget those of them that its client has taken.
    record Settled(SessionId session, long attachment, long number) implements ToSession {}

    /// Every inbound stanza up to `number` is confirmed.
    record Confirmed(SessionId session, long number) implements ToSession {}

    /// The account waits for inbound number `number`.
    record Want(SessionId session, long number) implements ToSession {}

    /// This attachment is over: the edge closes the stream with `error`. Ignored by an edge whose
    /// attachment is higher.
    record Evicted(SessionId session, long attachment, StreamError error) implements ToSession {}
}
