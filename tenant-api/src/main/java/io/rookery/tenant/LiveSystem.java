package io.rookery.tenant;

import io.rookery.routing.port.TenantId;
import io.rookery.xmpp.jid.BareJid;
import java.util.List;

/// What the API does to the running system. Every node hears each call, at least once and in order
/// for a domain, within seconds of the change being committed; a starting node hears those of the
/// last moments again. So each must be harmless when repeated, and a node acts on what it holds.
///
/// An empty list of users means every user of the domain. Called on the thread that follows
/// changes; all return soon.
public interface LiveSystem {
    /// The tenant's backend has other rosters for these users: fetch, compare, push.
    void rosterChanged(TenantId tenant, String domain, List<BareJid> users);

    /// Credentials accepted before may no longer be: forget positive answers.
    void credentialsRevoked(TenantId tenant, String domain, List<BareJid> users);

    /// End these users' sessions, and refuse to resume them.
    void disconnect(TenantId tenant, String domain, List<BareJid> users);
}
