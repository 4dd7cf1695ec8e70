package io.rookery.routing.roster;

import io.rookery.routing.port.RosterStore.RosterEntry;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.xml.Element;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An entry as the owner's clients see it (RFC 6121 §2.1.2). Two are equal when clients cannot tell
/// them apart.
record RosterItem(
        BareJid jid,
        @Nullable String name,
        Set<String> groups,
        String subscription,
        boolean ask,
        boolean approved,
        boolean listed) {
    private static final String ITEM = "item";

    RosterItem {
        groups = Set.copyOf(groups);
    }

    /// The contact's waiting request is not part of it.
    static RosterItem of(RosterEntry entry) {
        Standing standing = Roster.standing(entry);
        return new RosterItem(
                entry.jid(),
                entry.name(),
                Set.copyOf(entry.groups()),
                standing.subscription(),
                standing.isPendingOut(),
                standing.approved(),
                standing.listed());
    }

    /// The `<item/>` of an entry.
    static Element element(RosterEntry entry) {
        Standing standing = Roster.standing(entry);
        Element.Builder item =
                Element.builder(ITEM, RosterQuery.NAMESPACE)
                        .attribute("jid", entry.jid().toString())
                        .attribute("name", entry.name())
                        .attribute("approved", standing.approved() ? "true" : null)
                        .attribute("ask", standing.isPendingOut() ? "subscribe" : null)
                        .attribute("subscription", standing.subscription());
        for (String group : entry.groups()) {
            item.child("group", group);
        }
        return item.build();
    }

    /// The `<item/>` of a contact that was removed (§2.5.2).
    static Element removed(BareJid contact) {
        return Element.builder(ITEM, RosterQuery.NAMESPACE)
                .attribute("jid", contact.toString())
                .attribute("subscription", "remove")
                .build();
    }
}
