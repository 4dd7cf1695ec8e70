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
    private final KeyRing keys = new KeyRing();
    // Replaced when empty, since both keep the room that they once needed.
    private ArrayDeque<Remembered> order = new ArrayDeque<>(1);
    private Map<Origin, Recorded> origins = HashMap.newHashMap(0);
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
        UUID id = keys.find(key);
        return id == null ? null : new Recorded(id, key);
    }

    @Nullable Recorded find(Origin origin) {
        return origins.get(origin);
    }

    void remember(IngressKey key, UUID id) {
        Instant at = now.get();
        forgetBefore(at.minus(age));
        if (keys.size() == max) {
            keys.removeOldest();
        }
        keys.put(key, id, at.toEpochMilli());
        tidyLater();
    }

    void remember(Origin origin, Recorded recorded) {
        Instant at = now.get();
        forgetBefore(at.minus(age));
        if (origins.put(origin, recorded) == null) {
            order.add(new Remembered(origin, at));
        }
        if (order.size() > max) {
            origins.remove(order.removeFirst().origin);
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
        keys.trim();
        if (order.isEmpty()) {
            order = new ArrayDeque<>(1);
            origins = HashMap.newHashMap(0);
        }
        if (size() > 0) {
            tidyLater();
        }
    }

    private void forgetBefore(Instant instant) {
        while (keys.oldestMillis() <= instant.toEpochMilli()) {
            keys.removeOldest();
        }
        while (!order.isEmpty() && !order.getFirst().at.isAfter(instant)) {
            origins.remove(order.removeFirst().origin);
        }
    }

    /// How many are remembered.
    int size() {
        return keys.size() + origins.size();
    }

    private record Remembered(Origin origin, Instant at) {}
}
