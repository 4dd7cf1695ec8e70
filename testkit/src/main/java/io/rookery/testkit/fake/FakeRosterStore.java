package io.rookery.testkit.fake;

import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.RosterStore;
import io.rookery.routing.port.UnavailableException;
import io.rookery.testkit.clock.Timeline;
import io.rookery.xmpp.jid.BareJid;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Rosters in memory, changed by compare-and-set on their version as the real store does.
public final class FakeRosterStore implements RosterStore {
    private final Timeline timeline;
    private final Duration delay;
    private final Map<BareJid, Stored> rosters = new HashMap<>();
    private boolean down;

    public FakeRosterStore(Timeline timeline, Duration delay) {
        this.timeline = timeline;
        this.delay = delay;
    }

    /// Whether the store answers at all.
    public void down(boolean isDown) {
        down = isDown;
    }

    /// Puts a listed contact in, past all rules.
    public void put(BareJid owner, BareJid contact, SubscriptionState state) {
        Stored stored = stored(owner);
        stored.version++;
        stored.entries.put(
                contact,
                new RosterEntry(contact, null, List.of(), state, false, true, Optional.empty()));
    }

    /// The subscription state that `owner` has with `contact`.
    public SubscriptionState state(BareJid owner, BareJid contact) {
        RosterEntry entry = stored(owner).entries.get(contact);
        return entry == null ? SubscriptionState.NONE : entry.state();
    }

    /// What a client of `owner` would see: listed entries only.
    public Map<BareJid, RosterEntry> listed(BareJid owner) {
        Map<BareJid, RosterEntry> listed = new LinkedHashMap<>(stored(owner).entries);
        listed.values().removeIf(entry -> !entry.listed());
        return listed;
    }

    @Override
    public CompletionStage<RosterSnapshot> load(DomainPolicy policy, BareJid owner) {
        return timeline.later(
                delay,
                () -> {
                    refuseWhenDown();
                    Stored stored = stored(owner);
                    return new RosterSnapshot(
                            stored.version, List.copyOf(stored.entries.values()), false);
                });
    }

    @Override
    public CompletionStage<Boolean> save(
            DomainPolicy policy, BareJid owner, RosterChange change, long expectedVersion) {
        return timeline.later(
                delay,
                () -> {
                    refuseWhenDown();
                    return apply(stored(owner), change, expectedVersion);
                });
    }

    private static boolean apply(Stored stored, RosterChange change, long expectedVersion) {
        if (stored.version != expectedVersion) {
            return false;
        }
        @Nullable RosterEntry entry = change.entry();
        if (entry == null) {
            stored.entries.remove(change.jid());
        } else {
            stored.entries.put(change.jid(), entry);
        }
        stored.version = change.newVersion();
        return true;
    }

    @Override
    public boolean writable(DomainPolicy policy) {
        return policy.rosterSource() == DomainPolicy.RosterSource.INTERNAL;
    }

    private Stored stored(BareJid owner) {
        return rosters.computeIfAbsent(owner, key -> new Stored());
    }

    private void refuseWhenDown() {
        if (down) {
            throw new UnavailableException("rosters: down (expected: up)");
        }
    }

    private static final class Stored {
        private final Map<BareJid, RosterEntry> entries = new LinkedHashMap<>();
        private long version;
    }
}
