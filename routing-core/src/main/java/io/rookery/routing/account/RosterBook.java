package io.rookery.routing.account;

import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.RosterStore;
import io.rookery.routing.port.RosterStore.RosterChange;
import io.rookery.routing.roster.Roster;
import io.rookery.xmpp.jid.BareJid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The account's copy of its roster: read when first needed, changed one save after another.
/// Nothing is changed before the log has shown, after the roster was read, that the account is
/// still here: an owner that was halted and replaced would else do again what its successor has
/// undone.
final class RosterBook {
    private final BareJid owner;
    private final RosterStore store;
    private final Effects effects;
    private final Records records;
    private final Supplier<DomainPolicy> policy;
    private final List<Reader> readers = new ArrayList<>();
    private final Gate saves = new Gate();
    private @Nullable Roster roster;
    private boolean loading;
    private boolean owned;

    RosterBook(
            BareJid owner,
            RosterStore store,
            Effects effects,
            Records records,
            Supplier<DomainPolicy> policy) {
        this.owner = owner;
        this.store = store;
        this.effects = effects;
        this.records = records;
        this.policy = policy;
    }

    private record Reader(Consumer<Roster> then, Runnable unavailable) {}

    /// What became of a change.
    enum Saved {
        DONE,
        /// `decide` wanted no change.
        UNCHANGED,
        UNAVAILABLE
    }

    /// Told of a change and what became of it.
    interface Done {
        void done(Saved saved, @Nullable RosterChange change);
    }

    /// Runs `then` with the roster, now or when it has been read, or `unavailable`.
    void with(Consumer<Roster> then, Runnable unavailable) {
        Roster known = roster;
        if (known != null) {
            then.accept(known);
            return;
        }
        readers.add(new Reader(then, unavailable));
        if (!loading) {
            load();
        }
    }

    /// The roster if it has been read.
    @Nullable Roster known() {
        return roster;
    }

    /// Lets go of what it has read: it is read anew when next needed.
    void forget() {
        roster = null;
    }

    /// Reads it again; `then` gets what it was, if known, and what it is.
    void reload(Consumer<Roster> before, Consumer<Roster> after) {
        Roster old = roster;
        if (old == null) {
            return;
        }
        effects.await(
                store.load(policy.get(), owner),
                (snapshot, failure) -> {
                    if (snapshot != null) {
                        Roster now = Roster.of(owner, snapshot);
                        before.accept(old);
                        roster = now;
                        owned = false;
                        after.accept(now);
                    }
                });
    }

    /// Changes the roster: `decide` makes the change from the newest version, again when another
    /// node was faster.
    void change(Function<Roster, Optional<RosterChange>> decide, Done done) {
        saves.enter(() -> attempt(decide, done, true));
    }

    private void attempt(
            Function<Roster, Optional<RosterChange>> decide, Done done, boolean again) {
        with(
                current -> {
                    Optional<RosterChange> change = decide.apply(current);
                    if (change.isEmpty()) {
                        finish(done, Saved.UNCHANGED, null);
                    } else if (!owned) {
                        records.whenOwned(() -> {
                            owned |= current == roster;
                            attempt(decide, done, again);
                        });
                    } else {
                        save(current, change.get(), decide, done, again);
                    }
                },
                () -> finish(done, Saved.UNAVAILABLE, null));
    }

    private void save(
            Roster current,
            RosterChange change,
            Function<Roster, Optional<RosterChange>> decide,
            Done done,
            boolean again) {
        effects.await(
                store.save(policy.get(), owner, change, current.version()),
                (saved, failure) -> {
                    if (failure != null || saved == null) {
                        finish(done, Saved.UNAVAILABLE, null);
                    } else if (saved) {
                        roster = current.with(change);
                        finish(done, Saved.DONE, change);
                    } else if (again) {
                        roster = null;
                        attempt(decide, done, false);
                    } else {
                        finish(done, Saved.UNAVAILABLE, null);
                    }
                });
    }

    private void finish(Done done, Saved saved, @Nullable RosterChange change) {
        done.done(saved, change);
        saves.leave();
    }

    private void load() {
        loading = true;
        effects.await(
                store.load(policy.get(), owner),
                (snapshot, failure) -> {
                    loading = false;
                    List<Reader> waiting = List.copyOf(readers);
                    readers.clear();
                    if (snapshot == null) {
                        waiting.forEach(reader -> reader.unavailable().run());
                        return;
                    }
                    Roster now = Roster.of(owner, snapshot);
                    roster = now;
                    owned = false;
                    waiting.forEach(reader -> reader.then().accept(now));
                });
    }
}
