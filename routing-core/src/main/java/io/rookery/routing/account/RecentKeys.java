package io.rookery.routing.account;

import io.rookery.routing.hop.IngressKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What this account has lately named: by ingress key, and by what makes a client's resend equal to
/// the first (origin-id, recipient, hash of the payload). Bounded in number and age.
final class RecentKeys {
    private final int max;
    private final AccountLimits limits;
    private final ArrayDeque<Remembered> order = new ArrayDeque<>();
    private final Map<Object, Recorded> ids = new HashMap<>();

    RecentKeys(AccountLimits limits) {
        this.limits = limits;
        this.max = limits.recentKeys();
    }

    /// A client's own name for a message (XEP-0359 §3).
    record Origin(String originId, String to, int payloadHash) {}

    /// The id that was given, and the key that it was given for.
    record Recorded(UUID id, IngressKey key) {}

    @Nullable Recorded find(IngressKey key) {
        return ids.get(key);
    }

    @Nullable Recorded find(Origin origin) {
        return ids.get(origin);
    }

    void remember(IngressKey key, UUID id, Instant now) {
        put(key, new Recorded(id, key), now);
    }

    void remember(Origin origin, Recorded recorded, Instant now) {
        put(origin, recorded, now);
    }

    private void put(Object key, Recorded id, Instant now) {
        forgetBefore(now.minus(limits.recentAge()));
        if (ids.put(key, id) == null) {
            order.add(new Remembered(key, now));
        }
        while (order.size() > max) {
            ids.remove(order.removeFirst().key);
        }
    }

    private void forgetBefore(Instant instant) {
        while (!order.isEmpty() && order.getFirst().at.isBefore(instant)) {
            ids.remove(order.removeFirst().key);
        }
    }

    private record Remembered(Object key, Instant at) {}
}
