package io.rookery.routing.hop;

import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.stanza.Stanza;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an account is told.
public sealed interface ToAccount {
    /// Told by the edge of one session. Ignored, and answered [ToSession.Evicted], when
    /// `attachment` is lower than the session's.
    sealed interface FromEdge extends ToAccount {
        SessionId session();

        long attachment();
    }

    /// A session asks to be attached.
    ///
    /// @param session names this connection at its gateway: fresh for `BIND` and `RESUME`, so that
    ///   nobody is reached through an id that a client merely claims
    /// @param origin the id the session began with, which ingress keys and XEP-0198 `previd` use;
    ///   equal to `session` for `BIND`, what the client shows for `RESUME`
    /// @param attachment 0 for `BIND` and `RESUME`, else the one it had
    /// @param resource asked for; empty lets the account choose (RFC 6120 §7.6)
    /// @param address the client's IP address, for logs and limits
    /// @param state what the edge knows of the session; of a new one for `BIND` and `RESUME`
    /// @param resumeFrom for `RESUME`: the `h` of the client (XEP-0198 §5)
    record Attach(
            Attach.Kind kind,
            SessionId session,
            SessionId origin,
            long attachment,
            String resource,
            GatewayAddress gateway,
            String address,
            long resumeFrom,
            SessionState state)
            implements FromEdge {
        /// How it comes to attach.
        public enum Kind {
            BIND,
            RESUME,
            REATTACH
        }
    }

    /// A session's state as its edge holds it.
    ///
    /// @param accepted greatest inbound number the account confirmed
    /// @param outbound greatest outbound number the edge has
    /// @param taken greatest outbound number the client has
    /// @param interested has asked for the roster, so gets roster pushes (RFC 6121 §2.2)
    /// @param presence last presence without `to` that it sent, null before the first
    /// @param resumption null when the client cannot resume
    /// @param unconfirmed inbound stanzas not confirmed
    /// @param untaken outbound stanzas not taken
    /// @param unsettled outbound stanzas taken, whose records may not be durable
    record SessionState(
            long accepted,
            long outbound,
            long taken,
            boolean carbons,
            boolean inactive,
            boolean interested,
            @Nullable Presence presence,
            @Nullable Resumption resumption,
            List<NumberedStanza> unconfirmed,
            List<NumberedStanza> untaken,
            List<NumberedStanza> unsettled) {
        /// Of a session that has just begun.
        public static final SessionState NEW =
                new SessionState(
                        0, 0, 0, false, false, false, null, null, List.of(), List.of(), List.of());

        public SessionState {
            unconfirmed = List.copyOf(unconfirmed);
            untaken = List.copyOf(untaken);
            unsettled = List.copyOf(unsettled);
        }
    }

    /// XEP-0198 as negotiated for a session: the client's counters start where `<enabled/>` was.
    ///
    /// @param inboundBase inbound number at `<enable/>`; the client's `h` 0
    /// @param outboundBase outbound number at `<enabled/>`
    /// @param seconds how long the session waits for its client, 0 when it is not resumable
    record Resumption(long inboundBase, long outboundBase, int seconds) {}

    /// One stanza from the client, in the order of its numbers.
    record Ingress(SessionId session, long attachment, boolean maybeSeen, NumberedStanza stanza)
            implements FromEdge {}

    /// How far the account's stanzas have come.
    ///
    /// @param handed the edge has these
    /// @param taken the client has these (XEP-0198 `<a/>`, or written to the socket without it)
    /// @param settled the edge keeps no stanza up to this one that its client has taken; the
    ///   account says [ToSession.Settled] when it need not keep others either
    record Progress(SessionId session, long attachment, long handed, long taken, long settled)
            implements FromEdge {}

    /// Stream management was enabled (XEP-0198 §3).
    record Managed(SessionId session, long attachment, Resumption resumption) implements FromEdge {}

    /// Client state indication (XEP-0352).
    record ClientState(SessionId session, long attachment, boolean inactive) implements FromEdge {}

    /// The socket is gone. A resumable session waits for its client, another ends.
    record Detach(SessionId session, long attachment) implements FromEdge {}

    /// The client closed its stream: the session ends.
    record End(SessionId session, long attachment) implements FromEdge {}

    /// A stanza from another account, in the order of the stream (docs/protocol.md §3).
    ///
    /// @param previous the unconfirmed number before this one, 0 when there is none: what lies
    ///   between is confirmed or given up and will not come
    /// @param maybeSeen inherited: this account may have seen it from an earlier owner of the
    ///   sender
    /// @param resent sent again in this stream
    record Forward(
            AccountId from,
            long incarnation,
            long number,
            long previous,
            boolean maybeSeen,
            boolean resent,
            IngressKey key,
            Stanza stanza)
            implements ToAccount {}

    /// The recipient's account has done all that [Forward] asks, or refused it.
    record ForwardConfirmed(
            AccountId by, long incarnation, long number, @Nullable StanzaError rejection)
            implements ToAccount {}

    /// The recipient's account waits for this number.
    record ForwardWant(AccountId by, long incarnation, long number) implements ToAccount {}

    /// Something changed outside.
    record Notice(Notice.Kind kind) implements ToAccount {
        /// What changed.
        public enum Kind {
            /// Read the roster again, compare, push (tenant's call).
            ROSTER_CHANGED,
            /// The account or its domain is gone or suspended: end all sessions.
            DISCONNECT,
            /// The credentials changed or were revoked: end all sessions.
            REVOKED
        }
    }
}
