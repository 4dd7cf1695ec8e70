package io.rookery.routing.roster;

/// What one roster may hold (RFC 6121 §2.3.3).
///
/// @param items entries, at least 1; unlisted ones count
/// @param nameChars characters of a name
/// @param groups groups of one item
/// @param groupChars characters of a group's name
public record RosterLimits(int items, int nameChars, int groups, int groupChars) {
    /// Unless a domain's policy says otherwise.
    public static final RosterLimits DEFAULT = new RosterLimits(1_000, 1_023, 50, 1_023);

    /// The same with another number of items, as `DomainLimits.rosterItems`.
    public RosterLimits withItems(int items) {
        return new RosterLimits(items, nameChars, groups, groupChars);
    }
}
