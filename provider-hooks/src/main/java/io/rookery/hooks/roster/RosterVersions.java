package io.rookery.hooks.roster;

import io.rookery.routing.port.RosterStore.RosterEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Gives each roster of a backend a number that grows when the roster changes.
///
/// A backend's version that is a whole number is taken as it is, so that every node, and the next
/// process, gives a client the same version for the same roster. Of any other version only equality
/// is known: such a roster is numbered by the milliseconds of the clock when its change was first
/// seen; after a restart clients then get it whole once. Contents decide what a change is, so a
/// backend that forgets to change its version is caught.
final class RosterVersions {
    /// What JSON numbers hold exactly; beyond it "the next one" could not be trusted.
    private static final long GREATEST = 1L << 53;

    private static final int MAX_DIGITS = 16;

    private RosterVersions() {}

    /// The number of a roster that has just been fetched.
    static long number(
            Optional<String> theirs,
            List<RosterEntry> entries,
            Optional<RosterCopy> before,
            Instant now) {
        if (before.isPresent() && before.get().entries().equals(entries)) {
            return before.get().version();
        }
        long least = before.map(copy -> copy.version() + 1).orElse(1L);
        long told = theirs.map(RosterVersions::whole).orElse(0L);
        return Math.max(least, told > 0 ? told : now.toEpochMilli());
    }

    /// The version as a number, 0 when it is none.
    private static long whole(String version) {
        if (version.length() > MAX_DIGITS || !version.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        long number = version.isEmpty() ? 0 : Long.parseLong(version);
        return number <= GREATEST ? number : 0;
    }
}
