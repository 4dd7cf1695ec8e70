package io.rookery.routing.account;

import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.shard.Uuids;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.Pending;
import io.rookery.routing.wire.Taken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The messages that sessions have been chosen for and none has taken yet. Decides when one becomes
/// pending and when that is over (docs/protocol.md §6).
final class Awaited {
    private final Effects effects;
    private final AccountLimits limits;
    private final Map<UUID, Waiting> waiting = new HashMap<>();
    private final List<UUID> taken = new ArrayList<>();
    private final Records records;
    private @Nullable Set<UUID> takenMeanwhile;
    // Before this owner had the account, by sessions that others of the account know nothing of.
    private @Nullable Set<UUID> takenBefore;
    private Effects.@Nullable Timer timer;

    Awaited(Effects effects, AccountLimits limits, Records records) {
        this.records = records;
        this.effects = effects;
        this.limits = limits;
    }

    /// What the log knows of a message.
    enum Kept {
        /// Nothing: its owner archives nothing.
        NOWHERE,
        /// A record that says awaited.
        RECORDED,
        /// Pending, so nothing more has to be written while nobody takes it.
        PENDING
    }

    /// Keeps a message that the log does not have as pending.
    interface Keeper {
        void keep(NumberedStanza stanza);
    }

    /// What a session was given under the id `before` is recorded as `id`.
    void renamed(UUID before, UUID id, Kept kept) {
        Waiting entry = waiting.remove(before);
        if (entry == null) {
            given(id, kept);
        } else {
            entry.kept = kept;
            waiting.put(id, entry);
        }
    }

    /// What the tail says has been taken: another session that holds it yet makes it pending no
    /// more.
    void restore(List<LogRecord> tail) {
        for (LogRecord record : tail) {
            if (record.hasTaken()) {
                record.getTaken().getIdsList().forEach(id -> takenBefore(Uuids.of(id)));
            } else if (record.hasPending() && takenBefore != null) {
                record.getPending().getIdsList().forEach(id -> takenBefore.remove(Uuids.of(id)));
            }
        }
    }

    private void takenBefore(UUID id) {
        if (takenBefore == null) {
            takenBefore = new HashSet<>();
            effects.after(limits.recentAge(), () -> takenBefore = null);
        }
        takenBefore.add(id);
    }

    /// A session took it from an earlier owner, of which the log may not know.
    void wasTaken(UUID id) {
        given(id, Kept.RECORDED);
        taken(id);
        takenBefore(id);
    }

    /// One session was given the message `id`.
    void given(UUID id, Kept kept) {
        if (takenBefore != null && takenBefore.contains(id)) {
            return;
        }
        Waiting entry = waiting.computeIfAbsent(id, key -> new Waiting(kept));
        entry.copies++;
    }

    /// A session has taken it: nobody else needs to.
    void taken(NumberedStanza stanza) {
        NumberedStanza.Name name = stanza.name();
        if (name != null) {
            taken(name.stanzaId());
        }
    }

    /// The same, by the message's id.
    void taken(UUID id) {
        Waiting entry = waiting.remove(id);
        if (entry != null && entry.kept != Kept.NOWHERE) {
            taken.add(id);
            if (takenMeanwhile != null) {
                takenMeanwhile.add(id);
            }
            if (timer == null) {
                timer = effects.after(limits.takenDelay(), this::flush);
            }
        }
    }

    /// Pending messages are about to be read: what is taken until that is over may be among them.
    void readingBegins() {
        flush();
        takenMeanwhile = new HashSet<>();
    }

    /// Whether `id` was taken since the reading began.
    boolean takenMeanwhile(UUID id) {
        return takenMeanwhile != null && takenMeanwhile.contains(id);
    }

    void readingEnds() {
        takenMeanwhile = null;
    }

    /// A session has lost its socket with these not taken: from now on they are pending.
    void detached(List<NumberedStanza> stanzas, Keeper keeper) {
        List<UUID> pending = new ArrayList<>();
        for (NumberedStanza stanza : stanzas) {
            NumberedStanza.Name name = stanza.name();
            Waiting entry = name == null ? null : waiting.get(name.stanzaId());
            if (name == null || entry == null) {
                continue;
            }
            switch (entry.kept) {
                case NOWHERE -> keeper.keep(stanza);
                case RECORDED -> pending.add(name.stanzaId());
                case PENDING -> {}
            }
            entry.kept = Kept.PENDING;
        }
        record(pending);
    }

    /// A session has ended: its copies are gone.
    void ended(List<NumberedStanza> stanzas, Keeper keeper) {
        List<NumberedStanza> last = new ArrayList<>();
        for (NumberedStanza stanza : stanzas) {
            NumberedStanza.Name name = stanza.name();
            Waiting entry = name == null ? null : waiting.get(name.stanzaId());
            if (entry != null) {
                entry.copies--;
                if (entry.copies <= 0) {
                    last.add(stanza);
                }
            }
        }
        detached(last, keeper);
        for (NumberedStanza stanza : last) {
            NumberedStanza.Name name = stanza.name();
            if (name != null) {
                waiting.remove(name.stanzaId());
            }
        }
    }

    /// Writes down what has been taken.
    void flush() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (!taken.isEmpty()) {
            Taken.Builder record = Taken.newBuilder();
            taken.forEach(id -> record.addIds(Uuids.bytes(id)));
            taken.clear();
            records.append(LogRecord.newBuilder().setTaken(record), () -> {});
        }
    }

    /// Whether something has been taken and not been written down yet.
    boolean isUnwritten() {
        return !taken.isEmpty();
    }

    boolean idle() {
        return waiting.isEmpty() && taken.isEmpty();
    }

    private void record(List<UUID> ids) {
        if (!ids.isEmpty()) {
            Pending.Builder record = Pending.newBuilder();
            ids.forEach(id -> record.addIds(Uuids.bytes(id)));
            records.append(LogRecord.newBuilder().setPending(record), () -> {});
            records.pending(true);
        }
    }

    private static final class Waiting {
        private Kept kept;
        private int copies;

        Waiting(Kept kept) {
            this.kept = kept;
        }
    }
}
