package io.rookery.routing.port;

import io.rookery.xmpp.jid.BareJid;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Where rosters are kept. Failures are [UnavailableException].
public interface RosterStore {
    /// The whole roster of `owner`, hidden items (requests not yet answered) included.
    CompletionStage<RosterSnapshot> load(DomainPolicy policy, BareJid owner);

    /// Puts one item in, or takes it out, and sets the roster's version, in one transaction.
    ///
    /// @param expectedVersion version the caller has; when the stored one differs, nothing changes
    ///   and the result is false
    CompletionStage<Boolean> save(
            DomainPolicy policy, BareJid owner, RosterChange change, long expectedVersion);

    /// False when only the tenant's backend changes rosters.
    boolean writable(DomainPolicy policy);

    /// A roster as it is stored.
    ///
    /// @param version grows with each change (RFC 6121 §2.6); 0 is an empty, never changed roster
    /// @param stale true when it is an old copy because its source cannot be reached
    record RosterSnapshot(long version, List<RosterEntry> entries, boolean stale) {
        public RosterSnapshot {
            entries = List.copyOf(entries);
        }
    }

    /// One stored entry.
    ///
    /// @param listed whether the owner's clients see it as a roster item; an entry that is not
    ///   listed only remembers a pending inbound request or a pre-approval
    /// @param request the children of the inbound `subscribe` presence while one waits for an
    ///   answer (RFC 6121 §3.1.3), empty otherwise
    @SuppressWarnings("ArrayRecordComponent") // compared by no one: entries are keyed by `jid`
    record RosterEntry(
            BareJid jid,
            @Nullable String name,
            List<String> groups,
            SubscriptionState state,
            boolean approved,
            boolean listed,
            Optional<byte[]> request) {
        public RosterEntry {
            groups = List.copyOf(groups);
        }
    }

    /// A change of one entry and the version it makes.
    ///
    /// @param entry the new entry, or null to remove `jid`
    record RosterChange(BareJid jid, @Nullable RosterEntry entry, long newVersion) {}

    /// The nine states of RFC 6121 appendix A.1.
    enum SubscriptionState {
        NONE,
        NONE_PENDING_OUT,
        NONE_PENDING_IN,
        NONE_PENDING_OUT_IN,
        TO,
        TO_PENDING_IN,
        FROM,
        FROM_PENDING_OUT,
        BOTH
    }
}
