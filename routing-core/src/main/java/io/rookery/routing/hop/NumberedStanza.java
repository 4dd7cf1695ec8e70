package io.rookery.routing.hop;

import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.stanza.Stanza;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A stanza with its number in a stream.
///
/// @param fault set by an edge that refuses the stanza: it stands only for the header to answer
/// @param stanzaId the id in the owner's archive, for a message that the account delivers
public record NumberedStanza(
        long number, Stanza stanza, @Nullable StanzaError fault, @Nullable UUID stanzaId) {
    /// An accepted stanza.
    public static NumberedStanza of(long number, Stanza stanza) {
        return new NumberedStanza(number, stanza, null, null);
    }
}
