package io.rookery.edge.usage;

import io.rookery.routing.hop.AccountId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Whose sessions are connected to this edge, and whose were since the last look. Sessions begin
/// and end on any thread.
public final class Sessions {
    /// Accounts remembered that came and went between two looks; of the rest nothing is counted.
    private static final int MAX_GONE = 100_000;

    private final Map<AccountId, Integer> connected = new ConcurrentHashMap<>();
    private final Set<AccountId> gone = ConcurrentHashMap.newKeySet();

    /// A session of `account` was bound or resumed here.
    public void began(AccountId account) {
        connected.merge(account, 1, Integer::sum);
    }

    /// A session that began here is connected no more.
    public void ended(AccountId account) {
        Integer left = connected.computeIfPresent(account, (_, n) -> n == 1 ? null : n - 1);
        if (left == null && gone.size() < MAX_GONE) {
            gone.add(account);
        }
    }

    /// What one look shows.
    ///
    /// @param connected sessions by account
    /// @param seen accounts with a session now or at any time since the look before
    record Look(Map<AccountId, Integer> connected, Set<AccountId> seen) {}

    /// Looks, and forgets who is gone. For one thread.
    Look look() {
        Set<AccountId> seen = new HashSet<>(gone);
        gone.removeAll(seen);
        Map<AccountId, Integer> now = new HashMap<>(connected);
        seen.addAll(now.keySet());
        return new Look(now, seen);
    }
}
