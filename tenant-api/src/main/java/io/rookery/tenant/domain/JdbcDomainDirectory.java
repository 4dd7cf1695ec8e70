package io.rookery.tenant.domain;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.rookery.routing.port.DomainDirectory;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.UnavailableException;
import io.rookery.tenant.Limits;
import io.rookery.tenant.change.Change;
import io.rookery.tenant.change.ChangeFeed;
import io.rookery.tenant.change.ChangeListener;
import io.rookery.tenant.store.Sql;
import io.rookery.tenant.store.TenantTransactions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Policies in memory, filled from PostgreSQL when asked for and renewed by the log of changes.
/// What is in memory is answered whether the database is there or not.
public final class JdbcDomainDirectory implements DomainDirectory {
    /// RFC 1035 §2.3.4: nothing longer can be a domain of ours, so it is not looked for.
    private static final int MAX_NAME_CHARS = 253;

    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private final TenantTransactions transactions;
    private final Executor blocking;
    private final Limits limits;
    private final Semaphore loads;
    private final AsyncCache<String, Optional<DomainPolicy>> known;
    private final List<Consumer<DomainPolicy>> listeners = new CopyOnWriteArrayList<>();

    /// @param blocking runs each task on a virtual thread
    public JdbcDomainDirectory(
            TenantTransactions transactions, ChangeFeed feed, Executor blocking, Limits limits) {
        this.transactions = transactions;
        this.blocking = blocking;
        this.limits = limits;
        loads = new Semaphore(limits.domainLoads());
        known =
                Caffeine.newBuilder()
                        .maximumSize(limits.cachedDomains())
                        .expireAfter(
                                Expiry.<String, Optional<DomainPolicy>>creating((name, policy) ->
                                        policy.isPresent() ? FOREVER : limits.unknownDomainAge()))
                        .executor(blocking)
                        .buildAsync();
        feed.listen(new Renewal());
    }

    @Override
    public CompletionStage<Optional<DomainPolicy>> find(String domain) {
        if (domain.length() > MAX_NAME_CHARS) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return known.get(
                        domain,
                        (name, executor) ->
                                CompletableFuture.supplyAsync(
                                        () ->
                                                loadInTurn(name)
                                                        .filter(found -> !found.deleted())
                                                        .map(Found::policy),
                                        blocking))
                .minimalCompletionStage();
    }

    @Override
    public Optional<DomainPolicy> cached(String domain) {
        CompletableFuture<Optional<DomainPolicy>> future = known.getIfPresent(domain);
        if (future == null || !future.isDone() || future.isCompletedExceptionally()) {
            return Optional.empty();
        }
        return future.join();
    }

    @Override
    public Subscription onChange(Consumer<DomainPolicy> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /// What the database says of a name.
    private record Found(DomainPolicy policy, boolean deleted) {}

    /// A flood of unknown names must not take every connection.
    private Optional<Found> loadInTurn(String domain) {
        boolean admitted = false;
        try {
            admitted =
                    loads.tryAcquire(limits.verificationWait().toMillis(), TimeUnit.MILLISECONDS);
            if (!admitted) {
                throw new UnavailableException("domain lookups: " + limits.domainLoads() + " busy");
            }
            return load(domain);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("domain lookup: interrupted", e);
        } finally {
            if (admitted) {
                loads.release();
            }
        }
    }

    private Optional<Found> load(String domain) {
        return transactions.inNone(connection ->
                Sql.first(
                        connection,
                        "SELECT state, (policy).* FROM find_domain(?)",
                        row ->
                                new Found(
                                        PolicyRows.read(row, domain),
                                        row.getString("state").equals("deleted")),
                        domain));
    }

    /// Puts new policies in the place of old ones, so that there is no moment without one.
    private final class Renewal implements ChangeListener {
        @Override
        public void changed(Change change) {
            if (change.kind() != Change.Kind.POLICY) {
                return;
            }
            Optional<Found> found = load(change.domain());
            known.put(
                    change.domain(),
                    CompletableFuture.completedFuture(
                            found.filter(f -> !f.deleted()).map(Found::policy)));
            found.ifPresent(f -> listeners.forEach(listener -> listener.accept(f.policy())));
        }

        @Override
        public void missed() {
            known.synchronous().invalidateAll();
        }
    }
}
