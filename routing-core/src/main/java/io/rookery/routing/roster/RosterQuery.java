package io.rookery.routing.roster;

import io.rookery.routing.port.RosterStore.RosterChange;
import io.rookery.routing.port.RosterStore.RosterEntry;
import io.rookery.xmpp.xml.Element;
import java.util.Optional;

/// Builds the `<query/>` of roster results and pushes (RFC 6121 §2.1 to §2.6).
public final class RosterQuery {
    /// The namespace of rosters.
    public static final String NAMESPACE = "jabber:iq:roster";

    /// The namespace of the stream feature that says that versions are kept (§2.6.1).
    public static final String VERSIONING = "urn:xmpp:features:rosterver";

    private RosterQuery() {}

    /// What a roster get is answered with: the whole roster, or empty when the client has it
    /// already, which is told by a result without child (§2.6.3). Changes since an older version
    /// are not sent one by one: the standard leaves that to the server, and a roster is small.
    ///
    /// @param query the `<query/>` of the request; its `ver` is the version that the client has
    public static Optional<Element> result(Roster roster, Element query) {
        String known = query.attribute("ver");
        if (known != null && known.equals(text(roster.version()))) {
            return Optional.empty();
        }
        Element.Builder result = query(roster.version());
        for (RosterEntry entry : roster.items()) {
            result.child(RosterItem.element(entry));
        }
        return Optional.of(result.build());
    }

    /// The push of a saved change (§2.1.6), for interested resources. Call only when the decision
    /// says that a push is due: an entry that is not listed is pushed as removed.
    public static Element push(RosterChange change) {
        RosterEntry entry = change.entry();
        Element item =
                entry == null || !entry.listed()
                        ? RosterItem.removed(change.jid())
                        : RosterItem.element(entry);
        return query(change.newVersion()).child(item).build();
    }

    private static Element.Builder query(long version) {
        return Element.builder("query", NAMESPACE).attribute("ver", text(version));
    }

    private static String text(long version) {
        return Long.toString(version);
    }
}
