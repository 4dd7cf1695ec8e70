package io.rookery.routing.roster;

import java.util.Optional;

/// What one roster may hold (RFC 6121 §2.3.3).
///
/// @param items entries, at least 1; unlisted ones count
/// @param nameChars characters of a name
/// @param groups groups of one item
/// @param groupChars characters of a group's name
/// @param requestBytes bytes of the children of a waiting request
public record RosterLimits(int items, int nameChars, int groups, int groupChars, int requestBytes) {
    /// Unless a domain's policy says otherwise.
    public static final RosterLimits DEFAULT = new RosterLimits(1_000, 1_023, 50, 1_023, 4_096);

    /// The same with another number of items, as `DomainLimits.rosterItems`.
    public RosterLimits withItems(int items) {
        return new RosterLimits(items, nameChars, groups, groupChars, requestBytes);
    }

    /// What is kept of the children of a waiting request: none of them when they are too long, so
    /// that strangers cannot fill a roster. The request itself is kept.
    public Optional<byte[]> kept(byte[] children) {
        return children.length > requestBytes ? Optional.of(new byte[0]) : Optional.of(children);
    }
}
