package io.rookery.routing.port.watch;

import io.rookery.routing.port.TenantId;
import io.rookery.xmpp.jid.FullJid;
import java.time.Instant;

/// A connected session as its edge sees it.
///
/// @param edge the node that holds the socket, `host:port` of the cluster; empty before it is sent
/// @param transport `tcp` or `websocket`
/// @param encrypted whether the edge itself ends TLS
/// @param address the client's IP address
/// @param since when it was bound or resumed on this edge
/// @param managed stream management is on (XEP-0198)
/// @param carbons copies of other sessions' messages are on (XEP-0280)
/// @param inactive the client said that nobody looks at it (XEP-0352)
/// @param available has sent initial presence
/// @param show of its presence (RFC 6121 §4.7.2.1), empty when it has none
/// @param unconfirmed stanzas of the client that its account has not confirmed
/// @param untaken stanzas for the client that it has not taken
public record SeenSession(
        TenantId tenant,
        FullJid jid,
        String edge,
        String transport,
        boolean encrypted,
        String address,
        Instant since,
        boolean managed,
        boolean carbons,
        boolean inactive,
        boolean available,
        String show,
        int priority,
        long unconfirmed,
        long untaken) {

    /// The same, with the name of the node that it is on.
    public SeenSession on(String node) {
        return new SeenSession(
                tenant,
                jid,
                node,
                transport,
                encrypted,
                address,
                since,
                managed,
                carbons,
                inactive,
                available,
                show,
                priority,
                unconfirmed,
                untaken);
    }
}
