package io.rookery.tenant.hook;

import io.rookery.routing.port.TenantId;
import io.rookery.tenant.Limits;
import io.rookery.tenant.change.Change;
import io.rookery.tenant.change.ChangeFeed;
import io.rookery.tenant.change.ChangeListener;
import io.rookery.tenant.change.Memory;
import io.rookery.tenant.store.TenantTransactions;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// Hook endpoints in a node's memory, filled from PostgreSQL when asked for and renewed by the log
/// of changes. What is in memory is answered whether the database is there or not. Only domains
/// that exist are to be asked for.
public final class HookEndpoints {
    private final TenantTransactions transactions;
    private final Hooks hooks;
    private final InstantSource clock;
    private final Memory<Key, Hook> memory;

    private record Key(TenantId tenant, String domain) {}

    /// @param blocking runs each task on a virtual thread
    public HookEndpoints(
            TenantTransactions transactions,
            Hooks hooks,
            ChangeFeed feed,
            InstantSource clock,
            Executor blocking,
            Limits limits) {
        this.transactions = transactions;
        this.hooks = hooks;
        this.clock = clock;
        memory = new Memory<>(this::load, clock, blocking, limits);
        feed.listen(new Renewal());
    }

    /// The endpoint of a domain, empty when its tenant named none. Fails with
    /// [io.rookery.routing.port.UnavailableException] when that cannot be known now.
    public CompletionStage<Optional<HookEndpoint>> find(TenantId tenant, String domain) {
        return memory.find(new Key(tenant, domain)).thenApply(hook -> hook.map(this::endpoint));
    }

    /// What is in memory now; empty says nothing about whether there is an endpoint.
    public Optional<HookEndpoint> cached(TenantId tenant, String domain) {
        return memory.cached(new Key(tenant, domain)).map(this::endpoint);
    }

    private Optional<Hook> load(Key key) {
        return transactions.in(key.tenant(), c -> hooks.find(c, key.tenant(), key.domain()));
    }

    private HookEndpoint endpoint(Hook hook) {
        Instant now = clock.instant();
        return new HookEndpoint(
                hook.tenant(),
                hook.domain(),
                hook.id(),
                URI.create(hook.baseUrl()),
                hook.secrets().stream()
                        .filter(secret -> secret.signsAt(now))
                        .map(Hook.Secret::text)
                        .toList(),
                Set.copyOf(hook.operations()),
                hook.version());
    }

    private final class Renewal implements ChangeListener {
        @Override
        public void changed(Change change) {
            if (change.kind() == Change.Kind.HOOK) {
                Key key = new Key(change.tenant(), change.domain());
                memory.renew(key, load(key));
            }
        }

        @Override
        public void missed() {
            memory.forget();
        }
    }
}
