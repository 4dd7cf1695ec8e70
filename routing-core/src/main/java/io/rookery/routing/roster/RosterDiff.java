package io.rookery.routing.roster;

import io.rookery.routing.port.RosterStore.RosterEntry;
import io.rookery.xmpp.jid.BareJid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// What changed from one roster of an account to another: what follows when a tenant's backend says
/// that it changed a roster.
///
/// @param changed items to push as they are now
/// @param removed items to push as removed
/// @param gainedSubscribers contacts that get the owner's presence from now on: send it
/// @param lostSubscribers contacts that no longer do: send unavailable presence
/// @param gainedSubscriptions contacts whose presence the owner gets from now on: probe them
/// @param lostSubscriptions contacts whose presence it no longer gets: tell the owner's resources
///   that they are unavailable
public record RosterDiff(
        List<RosterEntry> changed,
        List<BareJid> removed,
        List<BareJid> gainedSubscribers,
        List<BareJid> lostSubscribers,
        List<BareJid> gainedSubscriptions,
        List<BareJid> lostSubscriptions) {

    public RosterDiff {
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
        gainedSubscribers = List.copyOf(gainedSubscribers);
        lostSubscribers = List.copyOf(lostSubscribers);
        gainedSubscriptions = List.copyOf(gainedSubscriptions);
        lostSubscriptions = List.copyOf(lostSubscriptions);
    }

    /// Compares two rosters of the same owner.
    public static RosterDiff between(Roster before, Roster after) {
        List<RosterEntry> changed = new ArrayList<>();
        for (RosterEntry entry : after.items()) {
            if (!looksTheSame(before, entry)) {
                changed.add(entry);
            }
        }
        List<BareJid> removed = new ArrayList<>();
        for (RosterEntry entry : before.items()) {
            if (!after.standing(entry.jid()).listed()) {
                removed.add(entry.jid());
            }
        }
        List<BareJid> subscribersBefore = before.subscribers();
        List<BareJid> subscribersAfter = after.subscribers();
        List<BareJid> subscriptionsBefore = before.subscriptions();
        List<BareJid> subscriptionsAfter = after.subscriptions();
        return new RosterDiff(
                changed,
                removed,
                without(subscribersAfter, subscribersBefore),
                without(subscribersBefore, subscribersAfter),
                without(subscriptionsAfter, subscriptionsBefore),
                without(subscriptionsBefore, subscriptionsAfter));
    }

    /// Whether nothing follows.
    public boolean isEmpty() {
        return changed.isEmpty()
                && removed.isEmpty()
                && gainedSubscribers.isEmpty()
                && lostSubscribers.isEmpty()
                && gainedSubscriptions.isEmpty()
                && lostSubscriptions.isEmpty();
    }

    private static boolean looksTheSame(Roster before, RosterEntry now) {
        return before.entry(now.jid())
                .filter(was -> RosterItem.of(was).equals(RosterItem.of(now)))
                .isPresent();
    }

    private static List<BareJid> without(List<BareJid> all, List<BareJid> some) {
        List<BareJid> rest = new ArrayList<>(all);
        rest.removeAll(new HashSet<>(some));
        return rest;
    }
}
