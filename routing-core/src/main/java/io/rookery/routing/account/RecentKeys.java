package io.rookery.routing.account;

import io.rookery.routing.hop.IngressKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What this account has lately named: by ingress key, and by what makes a client's resend equal to
/// the first (origin-id, recipient, hash of the payload). Bounded in number and age; an account
/// that has fallen silent gives the memory back.
final class RecentKeys {
    private final int max;
    private final Duration age;
    private final Supplier<Instant> now;
    private final Later later;
    // Replaced when empty, since both keep the room that they once needed.
    private ArrayDeque<Remembered> order = new ArrayDeque<>(1);
    private Map<Object, Recorded> ids = HashMap.newHashMap(0);
    private boolean tidying;

    RecentKeys(AccountLimits limits, Supplier<Instant> now, Later later) {
        this.max = limits.recentKeys();
        this.age = limits.recentAge();
        this.now = now;
        this.later = later;
    }

    /// Runs a task once after a delay.
    interface Later {
        void after(Duration delay, Runnable task);
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

    void remember(IngressKey key, UUID id) {
        put(key, new Recorded(id, key));
    }

    void remember(Origin origin, Recorded recorded) {
        put(origin, recorded);
    }

    private void put(Object key, Recorded recorded) {
        Instant at = now.get();
        forgetBefore(at.minus(age));
        if (ids.put(key, recorded) == null) {
            order.add(new Remembered(key, at));
        }
        while (order.size() > max) {
            ids.remove(order.removeFirst().key);
        }
        tidyLater();
    }

    private void tidyLater() {
        if (!tidying) {
            tidying = true;
            later.after(age, this::tidy);
        }
    }

    private void tidy() {
        tidying = false;
        forgetBefore(now.get().minus(age));
        if (order.isEmpty()) {
            order = new ArrayDeque<>(1);
            ids = HashMap.newHashMap(0);
        } else {
            tidyLater();
        }
    }

    private void forgetBefore(Instant instant) {
        while (!order.isEmpty() && !order.getFirst().at.isAfter(instant)) {
            ids.remove(order.removeFirst().key);
        }
    }

    /// How many are remembered.
    int size() {
        return ids.size();
    }

    private record Remembered(Object key, Instant at) {}
}
