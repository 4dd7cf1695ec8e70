package io.rookery.routing.roster;

import io.rookery.routing.port.RosterStore.RosterChange;
import io.rookery.routing.port.RosterStore.RosterEntry;
import io.rookery.routing.port.RosterStore.RosterSnapshot;
import io.rookery.routing.port.RosterStore.SubscriptionState;
import io.rookery.xmpp.jid.BareJid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The roster of one account, immutable. A change is first made as a [RosterChange], then saved,
/// and only then taken over by [#with(RosterChange)].
public final class Roster {
    private final BareJid owner;
    private final long version;
    private final Map<BareJid, RosterEntry> entries;

    private Roster(BareJid owner, long version, Map<BareJid, RosterEntry> entries) {
        this.owner = owner;
        this.version = version;
        this.entries = entries;
    }

    /// The roster of `owner` as it was stored.
    public static Roster of(BareJid owner, RosterSnapshot snapshot) {
        Map<BareJid, RosterEntry> entries =
                LinkedHashMap.newLinkedHashMap(snapshot.entries().size());
        for (RosterEntry entry : snapshot.entries()) {
            entries.put(entry.jid(), entry);
        }
        return new Roster(owner, snapshot.version(), entries);
    }

    /// Whose roster it is.
    public BareJid owner() {
        return owner;
    }

    /// The version (RFC 6121 §2.6), as [RosterSnapshot#version()].
    public long version() {
        return version;
    }

    /// This roster after a change that was saved.
    public Roster with(RosterChange change) {
        Map<BareJid, RosterEntry> next = new LinkedHashMap<>(entries);
        RosterEntry entry = change.entry();
        if (entry == null) {
            next.remove(change.jid());
        } else {
            next.put(change.jid(), entry);
        }
        return new Roster(owner, change.newVersion(), next);
    }

    /// The entry of a contact, also one that the owner's clients do not see.
    public Optional<RosterEntry> entry(BareJid contact) {
        return Optional.ofNullable(entries.get(contact));
    }

    /// Where the owner stands with a contact.
    public Standing standing(BareJid contact) {
        RosterEntry entry = entries.get(contact);
        return entry == null ? Standing.UNKNOWN : standing(entry);
    }

    /// Whether `contact` gets the owner's presence: subscribers, and the owner itself.
    public boolean isSubscriber(BareJid contact) {
        return contact.equals(owner) || standing(contact).isSubscriber();
    }

    /// Whether the owner gets the presence of `contact`: subscriptions, and the owner itself.
    public boolean isSubscription(BareJid contact) {
        return contact.equals(owner) || standing(contact).isSubscription();
    }

    /// Contacts with `from` or `both`: they get the owner's presence.
    public List<BareJid> subscribers() {
        return contacts(Standing::isSubscriber);
    }

    /// Contacts with `to` or `both`: the owner gets their presence.
    public List<BareJid> subscriptions() {
        return contacts(Standing::isSubscription);
    }

    /// Entries whose contact waits for an answer (§3.1.3), listed or not.
    public List<RosterEntry> pendingRequests() {
        List<RosterEntry> pending = new ArrayList<>();
        for (RosterEntry entry : entries.values()) {
            if (standing(entry).isPendingIn()) {
                pending.add(entry);
            }
        }
        return pending;
    }

    /// What the owner's clients see.
    public List<RosterEntry> items() {
        List<RosterEntry> items = new ArrayList<>(entries.size());
        for (RosterEntry entry : entries.values()) {
            if (entry.listed()) {
                items.add(entry);
            }
        }
        return items;
    }

    /// How many entries there are, unlisted ones included: what the item limit counts, so that
    /// requests of strangers cannot grow a roster without bound.
    public int size() {
        return entries.size();
    }

    /// Whether an entry for `contact` can be made, or is there. Without room, a request of a
    /// stranger is dropped, and the owner's own is refused with `resource-constraint`.
    public boolean hasRoomFor(BareJid contact, RosterLimits limits) {
        return entries.containsKey(contact) || entries.size() < limits.items();
    }

    /// The change that brings `contact` to `next`; empty when nothing of the entry differs.
    ///
    /// @param request for an inbound `subscribe`: the children of that presence, kept while the
    ///   request waits; else empty
    public Optional<RosterChange> change(BareJid contact, Standing next, Optional<byte[]> request) {
        RosterEntry before = entries.get(contact);
        if (next.equals(standing(contact))) {
            return Optional.empty();
        }
        if (!next.isRemembered()) {
            return before == null ? Optional.empty() : Optional.of(removal(contact));
        }
        Optional<byte[]> kept = Optional.empty();
        if (next.isPendingIn()) {
            kept = before != null && standing(before).isPendingIn() ? before.request() : request;
        }
        return Optional.of(
                change(
                        new RosterEntry(
                                contact,
                                before == null ? null : before.name(),
                                before == null ? List.of() : before.groups(),
                                next.state(),
                                next.approved(),
                                next.listed(),
                                kept)));
    }

    /// The change that gives a contact a name and groups, and lists it (§2.3, §2.4).
    RosterChange described(BareJid contact, @Nullable String name, List<String> groups) {
        RosterEntry before = entries.get(contact);
        return change(
                before == null
                        ? new RosterEntry(
                                contact,
                                name,
                                groups,
                                SubscriptionState.NONE,
                                false,
                                true,
                                Optional.empty())
                        : new RosterEntry(
                                contact,
                                name,
                                groups,
                                before.state(),
                                before.approved(),
                                true,
                                before.request()));
    }

    /// The change that takes a contact out.
    RosterChange removal(BareJid contact) {
        return new RosterChange(contact, null, version + 1);
    }

    static Standing standing(RosterEntry entry) {
        return new Standing(entry.state(), entry.approved(), entry.listed());
    }

    private RosterChange change(RosterEntry entry) {
        return new RosterChange(entry.jid(), entry, version + 1);
    }

    private List<BareJid> contacts(Predicate<Standing> wanted) {
        List<BareJid> contacts = new ArrayList<>();
        for (RosterEntry entry : entries.values()) {
            if (wanted.test(standing(entry))) {
                contacts.add(entry.jid());
            }
        }
        return contacts;
    }
}
