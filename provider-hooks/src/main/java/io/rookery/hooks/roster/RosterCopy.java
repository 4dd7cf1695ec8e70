package io.rookery.hooks.roster;

import io.rookery.routing.port.RosterStore.RosterEntry;
import io.rookery.routing.port.RosterStore.RosterSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The last roster that a backend gave.
///
/// @param sequence of the call that fetched it: an older call's answer never replaces a newer's
/// @param source endpoint and its version; another one is not asked whether this is unchanged
/// @param theirVersion the backend's word for it
/// @param fetched when the backend last said that this is the roster
/// @param freshUntil until when it is used without asking
record RosterCopy(
        long sequence,
        String source,
        Optional<String> theirVersion,
        long version,
        List<RosterEntry> entries,
        Instant fetched,
        Instant freshUntil) {

    RosterSnapshot snapshot(boolean stale) {
        return new RosterSnapshot(version, entries, stale);
    }

    /// The same roster, confirmed by a later call.
    RosterCopy confirmed(long sequence, Instant fetched, Instant freshUntil) {
        return new RosterCopy(
                sequence, source, theirVersion, version, entries, fetched, freshUntil);
    }

    /// The same roster, to be asked for again before it is used.
    RosterCopy outdated() {
        return new RosterCopy(
                sequence, source, theirVersion, version, entries, fetched, Instant.MIN);
    }
}
