package io.rookery.hooks.netty;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.rookery.hooks.endpoint.HookLimits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Connections that wait for the next call to the same place, the last used first. A backend that
/// gives one request two answers confuses only itself: no two endpoints share a place.
final class IdleConnections {
    private final HookLimits.Connections limits;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<Place, Deque<Kept>> idle = new HashMap<>();

    @GuardedBy("lock")
    private int count;

    /// Where a connection leads, and for whom it was made.
    record Place(String pool, boolean tls, String host, int port) {}

    IdleConnections(HookLimits.Connections limits) {
        this.limits = limits;
    }

    /// An open connection, from now on the caller's.
    Optional<Channel> take(Place place) {
        synchronized (lock) {
            Deque<Kept> kept = idle.get(place);
            while (kept != null && !kept.isEmpty()) {
                Kept last = kept.pop();
                forgotten(place, kept);
                last.expiry.cancel(false);
                if (last.channel.isActive()) {
                    return Optional.of(last.channel);
                }
            }
            return Optional.empty();
        }
    }

    /// Keeps an open connection for a while, or closes it when there are enough.
    void keep(Place place, Channel channel) {
        Future<?> expiry =
                channel.eventLoop()
                        .schedule(
                                () -> expire(place, channel),
                                limits.idleTime().toMillis(),
                                TimeUnit.MILLISECONDS);
        if (!add(place, new Kept(channel, expiry))) {
            expiry.cancel(false);
            var _ = channel.close();
        }
    }

    /// A connection was closed by the other side, or was kept too long.
    void expire(Place place, Channel channel) {
        if (drop(place, channel)) {
            var _ = channel.close();
        }
    }

    private boolean drop(Place place, Channel channel) {
        synchronized (lock) {
            Deque<Kept> kept = idle.get(place);
            if (kept == null || !kept.removeIf(each -> each.channel.equals(channel))) {
                return false;
            }
            forgotten(place, kept);
            return true;
        }
    }

    private boolean add(Place place, Kept one) {
        synchronized (lock) {
            Deque<Kept> kept = idle.computeIfAbsent(place, _ -> new ArrayDeque<>());
            boolean room = kept.size() < limits.idlePerEndpoint() && count < limits.idleTotal();
            if (room) {
                kept.push(one);
                count++;
            } else if (kept.isEmpty()) {
                idle.remove(place);
            }
            return room;
        }
    }

    @GuardedBy("lock")
    private void forgotten(Place place, Deque<Kept> kept) {
        count--;
        if (kept.isEmpty()) {
            idle.remove(place);
        }
    }

    private record Kept(Channel channel, Future<?> expiry) {}
}
