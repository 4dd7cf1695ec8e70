package io.rookery.routing.hop;

import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.stanza.Stanza;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A stanza with its number in a stream.
///
/// @param fault set by an edge that refuses the stanza: it stands only for the header to answer
/// @param name what the account that delivers a message has named it; an edge only carries it
public record NumberedStanza(
        long number, Stanza stanza, @Nullable StanzaError fault, @Nullable Name name) {
    /// An accepted stanza.
    public static NumberedStanza of(long number, Stanza stanza) {
        return new NumberedStanza(number, stanza, null, null);
    }

    /// A stanza that the edge refuses with `fault`.
    public static NumberedStanza refused(long number, Stanza stanza, StanzaError fault) {
        return new NumberedStanza(number, stanza, fault, null);
    }

    /// The same number and fault, with the stanza as it goes on.
    public NumberedStanza with(Stanza next) {
        return new NumberedStanza(number, next, fault, name);
    }

    /// The same stanza under another name.
    public NumberedStanza named(Name other) {
        return new NumberedStanza(number, stanza, fault, other);
    }

    /// The id of a message in its owner's archive, and the key it came in with: enough to write its
    /// record again when a new owner of the shard does not find it (docs/protocol.md §6).
    ///
    /// @param recorded false when the account keeps no record of it (archiving is off)
    public record Name(UUID stanzaId, IngressKey key, boolean recorded) {
        /// Of a message that was pending when `session` was given it: its record is older, and
        /// never written again.
        public static Name pending(UUID stanzaId, SessionId session) {
            return new Name(stanzaId, new IngressKey(session, 0), true);
        }

        /// Whether it was pending. Numbers of stanzas that came in begin with 1.
        public boolean wasPending() {
            return key.number() == 0;
        }
    }
}
