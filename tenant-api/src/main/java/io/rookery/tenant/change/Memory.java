package io.rookery.tenant.change;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.rookery.routing.port.UnavailableException;
import io.rookery.tenant.Limits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a node remembers of the database: loaded when it is asked for, once for all who ask, and
/// renewed by the log of changes. What is remembered is answered whether the database is there or
/// not; that it was away is remembered for a moment, so that a flood of questions does not become a
/// flood of attempts.
///
/// @param <V> what is known of a key; empty when there is nothing of that name
public final class Memory<K, V> {
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private final Function<K, Optional<V>> load;
    private final Executor blocking;
    private final Limits limits;
    private final Semaphore loads;
    private final AsyncCache<K, Known<V>> known;

    /// @param load asks the database; throws [UnavailableException]
    /// @param blocking runs each task on a virtual thread
    public Memory(
            Function<K, Optional<V>> load, InstantSource clock, Executor blocking, Limits limits) {
        this.load = load;
        this.blocking = blocking;
        this.limits = limits;
        loads = new Semaphore(limits.domainLoads());
        known =
                Caffeine.newBuilder()
                        .maximumSize(limits.cachedDomains())
                        .expireAfter(Expiry.<K, Known<V>>creating((key, value) -> lifetime(value)))
                        .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                        .executor(blocking)
                        .buildAsync();
    }

    /// @param away why nothing could be known; null when the value is what the database said
    private record Known<V>(Optional<V> value, @Nullable UnavailableException away) {}

    private Duration lifetime(Known<V> value) {
        if (value.away() != null) {
            return limits.awayAge();
        }
        return value.value().isPresent() ? FOREVER : limits.unknownDomainAge();
    }

    /// What is known of a key; fails with [UnavailableException] when that cannot be known now.
    public CompletionStage<Optional<V>> find(K key) {
        return known.get(
                        key,
                        (wanted, executor) ->
                                CompletableFuture.supplyAsync(() -> loadInTurn(wanted), blocking))
                .thenApply(Memory::told);
    }

    /// What is remembered now; empty says nothing about what the database knows.
    public Optional<V> cached(K key) {
        CompletableFuture<Known<V>> future = known.getIfPresent(key);
        if (future == null || !future.isDone() || future.isCompletedExceptionally()) {
            return Optional.empty();
        }
        return future.join().value();
    }

    /// Puts what is known now in the place of what was, so that there is no moment without it.
    public void renew(K key, Optional<V> value) {
        known.put(key, CompletableFuture.completedFuture(new Known<>(value, null)));
    }

    /// Forgets everything.
    public void forget() {
        known.synchronous().invalidateAll();
    }

    private static <V> Optional<V> told(Known<V> known) {
        UnavailableException away = known.away();
        if (away != null) {
            throw new UnavailableException(String.valueOf(away.getMessage()), away);
        }
        return known.value();
    }

    /// A flood of unknown keys must not take every connection.
    private Known<V> loadInTurn(K key) {
        boolean admitted = false;
        try {
            admitted =
                    loads.tryAcquire(limits.verificationWait().toMillis(), TimeUnit.MILLISECONDS);
            if (!admitted) {
                throw new UnavailableException("lookups: " + limits.domainLoads() + " busy");
            }
            return new Known<>(load.apply(key), null);
        } catch (UnavailableException e) {
            return new Known<>(Optional.empty(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Known<>(
                    Optional.empty(), new UnavailableException("lookup: interrupted", e));
        } finally {
            if (admitted) {
                loads.release();
            }
        }
    }
}
