package io.rookery.routing.archive;

/// Every maximum of archive access.
///
/// @param usualPage messages of a page when the client does not say
/// @param maxPage messages of a page at most; a client that asks for more gets this many
/// @param ids ids in one query
/// @param preferences JIDs in each list of preferences
public record ArchiveLimits(int usualPage, int maxPage, int ids, int preferences) {
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(50, 250, 250, 500);
}
