package io.rookery.tenant.session;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.rookery.routing.port.TenantId;
import io.rookery.xmpp.jid.BareJid;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks the owner of an account for its sessions. Where no one provides it, the API does not have
/// these resources. Both block for a few seconds at most.
public interface LiveSessions {
    /// The account's sessions, the oldest first; at most as many as an account may have.
    ///
    /// @throws io.rookery.routing.port.UnavailableException when nobody answers in time
    List<Connected> of(TenantId tenant, BareJid account);

    /// Ends the session of this resource; false when there is none.
    ///
    /// @throws io.rookery.routing.port.UnavailableException when nobody answers in time
    boolean end(TenantId tenant, BareJid account, String resource);

    /// One session.
    ///
    /// @param resource the resourcepart of its address, which names it in its account
    /// @param since when it began; after the loss of a core node, when it was taken up by another
    /// @param address of the client
    /// @param state `connected`, or `waiting` for its client to resume it
    /// @param available whether it has sent initial presence
    /// @param show `away`, `chat`, `dnd` or `xa` (RFC 6121 §4.7.2.1), null when none of these
    /// @param priority of its presence
    /// @param inactive whether the client said that nobody looks at it (XEP-0352)
    @Serdeable(naming = SnakeCaseStrategy.class)
    record Connected(
            String resource,
            Instant since,
            String address,
            String state,
            boolean available,
            @Nullable String show,
            int priority,
            boolean inactive) {}
}
