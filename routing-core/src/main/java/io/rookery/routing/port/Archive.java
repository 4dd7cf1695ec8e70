package io.rookery.routing.port;

import io.rookery.routing.wire.StanzaEnvelope;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Reads of archives, pending messages and archiving preferences. Each waits until what the account
/// itself wrote is visible, and fails with [UnavailableException] when that takes too long or the
/// database cannot be reached.
public interface Archive {
    /// One page of an archive (XEP-0313 §4), in ascending order of ids.
    CompletionStage<Page> query(Query query);

    /// First and last entry of an archive (XEP-0313 §6), empty when there is none.
    CompletionStage<Optional<Bounds>> bounds(TenantId tenant, BareJid owner, LogPosition after);

    /// Messages that no session has taken yet, in order of ids, `limit` at most, with ids greater
    /// than `afterId`.
    CompletionStage<List<Entry>> pending(
            TenantId tenant, BareJid owner, @Nullable UUID afterId, int limit, LogPosition after);

    /// How many messages are pending.
    CompletionStage<Integer> pendingCount(TenantId tenant, BareJid owner);

    /// XEP-0441 preferences, empty when the account never set them.
    CompletionStage<Optional<ArchivePreferences>> preferences(
            TenantId tenant, BareJid owner, LogPosition after);

    /// What to look for. Null means not asked for.
    ///
    /// @param with messages to or from this JID; a bare JID matches all of its resources
    /// @param ids exactly these (`urn:xmpp:mam:2#extended`); unknown ones fail the query
    /// @param before page backwards from this id, `last` page when `lastPage`
    /// @param max page size, 0 for only the count, at most `Limits.archivePage`
    record Query(
            TenantId tenant,
            BareJid owner,
            @Nullable Jid with,
            @Nullable Instant start,
            @Nullable Instant end,
            @Nullable UUID afterId,
            @Nullable UUID beforeId,
            List<UUID> ids,
            @Nullable UUID after,
            @Nullable UUID before,
            boolean lastPage,
            int max,
            boolean counted,
            LogPosition position) {
        public Query {
            ids = List.copyOf(ids);
        }
    }

    /// A message that is kept.
    ///
    /// @param archived whether the archive has it; a pending message may be in no archive
    record Entry(UUID id, Instant stamp, StanzaEnvelope stanza, boolean archived) {}

    /// A page.
    ///
    /// @param complete no further entry in the direction of paging
    /// @param count entries that match in all, or -1 when it was not asked for or costs too much
    /// @param missing an id asked for by `ids`, `after`, `before`, `afterId` or `beforeId` that the
    ///   archive does not have: `item-not-found`
    record Page(List<Entry> entries, boolean complete, long count, Optional<UUID> missing) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /// First and last entry.
    record Bounds(UUID firstId, Instant firstStamp, UUID lastId, Instant lastStamp) {}

    /// XEP-0441: which messages an account archives.
    record ArchivePreferences(Default policy, Set<Jid> always, Set<Jid> never) {
        /// What an account has that never said anything.
        public static final ArchivePreferences EVERYTHING =
                new ArchivePreferences(Default.ALWAYS, Set.of(), Set.of());

        public ArchivePreferences {
            always = Set.copyOf(always);
            never = Set.copyOf(never);
        }

        /// The `default` attribute.
        public enum Default {
            ALWAYS,
            NEVER,
            ROSTER
        }
    }
}
