package io.rookery.tenant.domain;

import io.rookery.routing.port.DomainDirectory;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.tenant.Limits;
import io.rookery.tenant.change.Change;
import io.rookery.tenant.change.ChangeFeed;
import io.rookery.tenant.change.ChangeListener;
import io.rookery.tenant.change.Memory;
import io.rookery.tenant.store.Sql;
import io.rookery.tenant.store.TenantTransactions;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Policies in a node's memory: as many as there is room for are read at its start, others when
/// they are asked for, and all are renewed by the log of changes. What is in memory is answered
/// whether the database is there or not.
public final class JdbcDomainDirectory implements DomainDirectory {
    private final TenantTransactions transactions;
    private final Limits limits;
    private final Memory<String, DomainPolicy> memory;
    private final List<Consumer<DomainPolicy>> listeners = new CopyOnWriteArrayList<>();

    /// @param blocking runs each task on a virtual thread
    public JdbcDomainDirectory(
            TenantTransactions transactions,
            ChangeFeed feed,
            InstantSource clock,
            Executor blocking,
            Limits limits) {
        this.transactions = transactions;
        this.limits = limits;
        memory = new Memory<>(name -> present(load(name)), clock, blocking, limits);
        feed.listen(new Renewal());
    }

    @Override
    public CompletionStage<Optional<DomainPolicy>> find(String domain) {
        // Nothing longer can be a domain of ours, so it is not looked for.
        return domain.length() > DomainName.MAX_CHARS
                ? CompletableFuture.completedStage(Optional.empty())
                : memory.find(domain);
    }

    @Override
    public Optional<DomainPolicy> cached(String domain) {
        return memory.cached(domain);
    }

    @Override
    public Subscription onChange(Consumer<DomainPolicy> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /// What the database says of a name.
    private record Found(DomainPolicy policy, boolean deleted) {}

    private static Optional<DomainPolicy> present(Optional<Found> found) {
        return found.filter(domain -> !domain.deleted()).map(Found::policy);
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

    private final class Renewal implements ChangeListener {
        @Override
        public void changed(Change change) {
            if (change.kind() == Change.Kind.POLICY) {
                Optional<Found> found = load(change.domain());
                memory.renew(change.domain(), present(found));
                found.ifPresent(domain -> tell(domain.policy()));
            }
        }

        private void tell(DomainPolicy policy) {
            listeners.forEach(listener -> listener.accept(policy));
        }

        /// Reads everything anew: an owner of accounts must know their domain when the database is
        /// away just then.
        @Override
        public void missed() {
            memory.forget();
            String last = "";
            int room = limits.cachedDomains();
            List<DomainPolicy> page;
            do {
                int wanted = Math.min(room, limits.changeBatch());
                page = after(last, wanted);
                page.forEach(policy -> memory.renew(policy.domain(), Optional.of(policy)));
                room -= page.size();
                last = page.isEmpty() ? last : page.getLast().domain();
            } while (page.size() == limits.changeBatch() && room > 0);
        }
    }

    private List<DomainPolicy> after(String last, int wanted) {
        return transactions.inNone(connection ->
                Sql.all(
                        connection,
                        "SELECT name, (policy).* FROM domains_after(?, ?)",
                        row -> PolicyRows.read(row, row.getString("name")),
                        last,
                        wanted));
    }
}
