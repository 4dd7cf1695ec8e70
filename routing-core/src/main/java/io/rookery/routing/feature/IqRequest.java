package io.rookery.routing.feature;

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
import java.util.concurrent.CompletionStage;

/// An IQ request as a feature sees it.
public interface IqRequest {
    Iq iq();

    /// The request's child.
    Element query();

    Target target();

    /// The account that answers.
    AccountId account();

    /// The policy of the account's domain.
    DomainPolicy policy();

    /// Who asks.
    Jid sender();

    /// True when the sender may see the account's presence: one of its own sessions, or a contact
    /// with a subscription (RFC 6121 §4). Features tell strangers nothing.
    boolean trusted();

    /// Full JIDs of the account's available resources.
    List<FullJid> availableResources();

    /// What readers of the account's data must have passed (docs/protocol.md §7).
    CompletionStage<LogPosition> position();

    /// Appends a record of the account and completes when it is durable.
    CompletionStage<LogPosition> append(LogRecord.Builder record);

    /// The account's archiving preferences are these from now on.
    void preferred(ArchivePreferences preferences);

    /// Now, by the node's clock.
    Instant now();
}
