package io.rookery.routing.roster;

import io.rookery.routing.port.RosterStore.RosterChange;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.jid.JidFormatException;
import io.rookery.xmpp.xml.Element;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What to do with a roster set (RFC 6121 §2.3 to §2.5): one item is added, changed or removed.
/// What clients may not set (`ask`, `approved`, any `subscription` but `remove`) is ignored
/// (§2.1.2).
public sealed interface RosterSet {
    /// Why; for logs, metrics and tests.
    Reason reason();

    /// Save the change, push it, answer with an empty result.
    record Update(RosterChange change, Reason reason) implements RosterSet {}

    /// Save the change, push it, answer with an empty result, and end what the contact and the
    /// owner had (§2.5.2). Unavailable presence goes before `unsubscribed`.
    ///
    /// @param unsubscribe route `unsubscribe` to the contact
    /// @param unsubscribed route `unsubscribed` to the contact
    /// @param sendUnavailable the contact gets unavailable presence of each available resource
    record Remove(
            RosterChange change,
            boolean unsubscribe,
            boolean unsubscribed,
            boolean sendUnavailable,
            Reason reason)
            implements RosterSet {}

    /// Answer with the error.
    record Refuse(StanzaError error, Reason reason) implements RosterSet {}

    /// Why a roster set is done or refused.
    enum Reason {
        ITEM_ADDED,
        ITEM_CHANGED,
        ITEM_REMOVED,
        /// Not the owner (§2.3.3, §2.5.3).
        NOT_OWNER,
        /// The tenant's backend keeps the roster.
        READ_ONLY,
        /// None or several items (§2.3.3).
        NOT_ONE_ITEM,
        /// No `jid`.
        NO_JID,
        /// A `jid` that is none, or has a resourcepart.
        BAD_JID,
        /// The owner's own JID.
        OWN_JID,
        /// A group twice (§2.3.3).
        DUPLICATE_GROUP,
        /// A group without name (§2.3.3).
        EMPTY_GROUP,
        /// A longer group name than the limit (§2.3.3).
        GROUP_TOO_LONG,
        /// More groups than the limit.
        TOO_MANY_GROUPS,
        /// A longer name than the limit (§2.3.3).
        NAME_TOO_LONG,
        /// The roster is full.
        TOO_MANY_ITEMS,
        /// Nothing to remove (§2.5.3).
        NO_SUCH_ITEM
    }

    /// Decides about a set that `sender` sent to the owner of `roster`.
    ///
    /// @param query the `<query/>` of the request
    /// @param writable false when only the tenant's backend changes this roster
    static RosterSet of(
            Roster roster, Jid sender, Element query, RosterLimits limits, boolean writable) {
        if (!sender.bare().equals(roster.owner())) {
            return refuse(Condition.FORBIDDEN, Reason.NOT_OWNER);
        }
        if (!writable) {
            return refuse(Condition.NOT_ALLOWED, Reason.READ_ONLY);
        }
        List<Element> items = query.children("item", RosterQuery.NAMESPACE);
        if (items.size() != 1) {
            return refuse(Condition.BAD_REQUEST, Reason.NOT_ONE_ITEM);
        }
        Element item = items.getFirst();
        String jid = item.attribute("jid");
        if (jid == null) {
            return refuse(Condition.BAD_REQUEST, Reason.NO_JID);
        }
        BareJid contact;
        try {
            contact = BareJid.parse(jid);
        } catch (JidFormatException e) {
            return refuse(Condition.JID_MALFORMED, Reason.BAD_JID);
        }
        if ("remove".equals(item.attribute("subscription"))) {
            return remove(roster, contact);
        }
        return update(roster, contact, item, limits);
    }

    private static RosterSet remove(Roster roster, BareJid contact) {
        Standing now = roster.standing(contact);
        if (!now.listed()) {
            return refuse(Condition.ITEM_NOT_FOUND, Reason.NO_SUCH_ITEM);
        }
        return new Remove(
                roster.removal(contact),
                now.isSubscription() || now.isPendingOut(),
                now.isSubscriber() || now.isPendingIn(),
                now.isSubscriber(),
                Reason.ITEM_REMOVED);
    }

    private static RosterSet update(
            Roster roster, BareJid contact, Element item, RosterLimits limits) {
        if (contact.equals(roster.owner())) {
            return refuse(Condition.NOT_ALLOWED, Reason.OWN_JID);
        }
        String name = item.attribute("name");
        if (name != null && name.length() > limits.nameChars()) {
            return refuse(Condition.NOT_ACCEPTABLE, Reason.NAME_TOO_LONG);
        }
        List<Element> elements = item.children("group", RosterQuery.NAMESPACE);
        Refuse fault = groupFault(elements, limits);
        if (fault != null) {
            return fault;
        }
        if (!roster.hasRoomFor(contact, limits)) {
            return refuse(Condition.RESOURCE_CONSTRAINT, Reason.TOO_MANY_ITEMS);
        }
        List<String> groups = new ArrayList<>(elements.size());
        for (Element element : elements) {
            groups.add(element.text());
        }
        return new Update(
                roster.described(contact, name == null || name.isEmpty() ? null : name, groups),
                roster.standing(contact).listed() ? Reason.ITEM_CHANGED : Reason.ITEM_ADDED);
    }

    private static @Nullable Refuse groupFault(List<Element> groups, RosterLimits limits) {
        if (groups.size() > limits.groups()) {
            return refuse(Condition.NOT_ACCEPTABLE, Reason.TOO_MANY_GROUPS);
        }
        Set<String> seen = HashSet.newHashSet(groups.size());
        for (Element element : groups) {
            String group = element.text();
            if (group.isEmpty()) {
                return refuse(Condition.NOT_ACCEPTABLE, Reason.EMPTY_GROUP);
            }
            if (group.length() > limits.groupChars()) {
                return refuse(Condition.NOT_ACCEPTABLE, Reason.GROUP_TOO_LONG);
            }
            if (!seen.add(group)) {
                return refuse(Condition.BAD_REQUEST, Reason.DUPLICATE_GROUP);
            }
        }
        return null;
    }

    private static Refuse refuse(Condition condition, Reason reason) {
        return new Refuse(StanzaError.of(condition), reason);
    }
}
