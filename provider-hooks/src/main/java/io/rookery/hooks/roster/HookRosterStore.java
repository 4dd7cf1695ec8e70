package io.rookery.hooks.roster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.rookery.hooks.endpoint.HookDirectory;
import io.rookery.hooks.endpoint.HookEndpoint;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.endpoint.HookMeter;
import io.rookery.hooks.endpoint.HookMeter.RosterSource;
import io.rookery.hooks.endpoint.HookPorts;
import io.rookery.hooks.endpoint.Operation;
import io.rookery.hooks.endpoint.TraceContext;
import io.rookery.hooks.json.JsonObject;
import io.rookery.hooks.webhook.Called;
import io.rookery.hooks.webhook.HookCalls;
import io.rookery.hooks.webhook.HookRequest;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.RosterStore;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.xmpp.jid.BareJid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/// Rosters that the tenant's backend keeps. Read-only. While the backend is unavailable, the last
/// copy that this node fetched is served, marked stale, for a day.
public final class HookRosterStore implements RosterStore {
    private final HookDirectory directory;
    private final HookCalls calls;
    private final HookMeter meter;
    private final InstantSource clock;
    private final TraceContext trace;
    private final Duration staleTime;
    private final RosterReader reader;
    private final Cache<Owner, RosterCopy> copies;
    private final ConcurrentMap<Owner, CompletableFuture<RosterSnapshot>> underWay =
            new ConcurrentHashMap<>();
    private final AtomicLong sequence = new AtomicLong();

    public HookRosterStore(HookPorts ports, HookLimits limits, HookCalls calls) {
        this.directory = ports.directory();
        this.calls = calls;
        this.meter = ports.meter();
        this.clock = ports.clock();
        this.trace = ports.trace();
        this.staleTime = limits.roster().staleTime();
        this.reader = new RosterReader(limits);
        this.copies =
                Caffeine.newBuilder()
                        .maximumWeight(limits.roster().cachedItems())
                        .<Owner, RosterCopy>weigher((_, copy) -> copy.entries().size() + 1)
                        .build();
    }

    @Override
    public CompletionStage<RosterSnapshot> load(DomainPolicy policy, BareJid owner) {
        String user = owner.local();
        if (user == null) {
            return CompletableFuture.failedFuture(unavailable(owner, "no localpart"));
        }
        Owner key = new Owner(policy.tenant(), policy.domain(), user);
        return directory
                .find(policy.tenant(), policy.domain())
                .exceptionally(_ -> Optional.empty())
                .thenCompose(
                        trace.<Optional<HookEndpoint>, CompletionStage<RosterSnapshot>>along(
                                found ->
                                        found.filter(each -> each.offers(Operation.ROSTER_GET))
                                                .map(each -> load(policy, owner, key, each))
                                                .orElseGet(() ->
                                                        copyOrFail(key, owner, "no endpoint"))));
    }

    /// Refuses: nothing is stored here, and the result is false.
    @Override
    public CompletionStage<Boolean> save(
            DomainPolicy policy, BareJid owner, RosterChange change, long expectedVersion) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public boolean writable(DomainPolicy policy) {
        return false;
    }

    /// The tenant said that these users' rosters changed: the next load asks the backend. Copies
    /// stay, for when it cannot be reached.
    ///
    /// @param users localparts
    public void invalidate(TenantId tenant, String domain, Collection<String> users) {
        for (String user : users) {
            Owner key = new Owner(tenant, domain, user);
            underWay.remove(key);
            copies.asMap().computeIfPresent(key, (_, copy) -> copy.outdated());
        }
    }

    private CompletionStage<RosterSnapshot> load(
            DomainPolicy policy, BareJid owner, Owner key, HookEndpoint endpoint) {
        String source = endpoint.id().text() + '/' + endpoint.version();
        Optional<RosterCopy> copy = Optional.ofNullable(copies.getIfPresent(key));
        Optional<RosterCopy> known = copy.filter(each -> each.source().equals(source));
        if (known.isPresent() && clock.instant().isBefore(known.get().freshUntil())) {
            meter.roster(key.tenant, RosterSource.FRESH_COPY);
            return CompletableFuture.completedFuture(known.get().snapshot(false));
        }
        CompletableFuture<RosterSnapshot> mine = new CompletableFuture<>();
        CompletableFuture<RosterSnapshot> other = underWay.putIfAbsent(key, mine);
        if (other != null) {
            return other.minimalCompletionStage();
        }
        Fetch fetch = new Fetch(key, owner, source, known, sequence.incrementAndGet(), mine);
        calls.call(
                        endpoint,
                        request(key, known),
                        answer ->
                                reader.read(
                                        answer,
                                        owner,
                                        policy.limits().rosterItems(),
                                        known.flatMap(RosterCopy::theirVersion).isPresent()))
                .whenComplete((called, failure) -> {
                    if (failure != null) {
                        underWay.remove(key, mine);
                        mine.completeExceptionally(failure);
                    } else {
                        arrived(fetch, called);
                    }
                });
        return mine.minimalCompletionStage();
    }

    private static HookRequest request(Owner key, Optional<RosterCopy> known) {
        JsonObject data =
                known.flatMap(RosterCopy::theirVersion)
                        .map(version -> JsonObject.EMPTY.with("version", version))
                        .orElse(JsonObject.EMPTY);
        return new HookRequest(Operation.ROSTER_GET, key.domain, Optional.of(key.user), data);
    }

    private void arrived(Fetch fetch, Called<RosterAnswer> called) {
        // False when the roster was invalidated meanwhile: what came may be older than that.
        boolean current = underWay.remove(fetch.key, fetch.mine);
        switch (called) {
            case Called.Answered<RosterAnswer>(RosterAnswer.Whole whole) -> {
                whole.dropped()
                        .forEach(reason ->
                                meter.dropped(
                                        fetch.key.tenant, Operation.ROSTER_GET, reason.text()));
                meter.roster(fetch.key.tenant, RosterSource.FETCHED);
                fetch.mine.complete(keep(fetch, whole, current).snapshot(false));
            }
            case Called.Answered<RosterAnswer>(RosterAnswer.Unchanged unchanged) ->
                    unchanged(fetch, unchanged, current);
            case Called.Unavailable<RosterAnswer>(var outcome, String detail) ->
                    copyOrFail(fetch.key, fetch.owner, outcome + ", " + detail)
                            .whenComplete((snapshot, failure) -> {
                                if (failure != null) {
                                    fetch.mine.completeExceptionally(failure);
                                } else {
                                    fetch.mine.complete(snapshot);
                                }
                            });
        }
    }

    private void unchanged(Fetch fetch, RosterAnswer.Unchanged unchanged, boolean current) {
        // The reader refuses this answer when no version, and so no copy, stood behind the
        // question.
        RosterCopy known = fetch.known.orElseThrow();
        Instant now = clock.instant();
        RosterCopy confirmed =
                known.confirmed(fetch.sequence, now, freshUntil(now, unchanged, current));
        meter.roster(fetch.key.tenant, RosterSource.UNCHANGED);
        fetch.mine.complete(put(fetch.key, confirmed).snapshot(false));
    }

    private RosterCopy keep(Fetch fetch, RosterAnswer.Whole whole, boolean current) {
        Instant now = clock.instant();
        Optional<RosterCopy> before = Optional.ofNullable(copies.getIfPresent(fetch.key));
        RosterCopy copy =
                new RosterCopy(
                        fetch.sequence,
                        fetch.source,
                        whole.version(),
                        RosterVersions.number(whole.version(), whole.entries(), before, now),
                        whole.entries(),
                        now,
                        freshUntil(now, whole, current));
        return put(fetch.key, copy);
    }

    /// The copy that is kept now: a later call's, if there is one.
    private RosterCopy put(Owner key, RosterCopy copy) {
        return copies.asMap()
                .merge(key, copy, (old, now) -> old.sequence() > now.sequence() ? old : now);
    }

    private static Instant freshUntil(Instant now, RosterAnswer answer, boolean current) {
        return current ? now.plus(answer.fresh()) : now;
    }

    private CompletionStage<RosterSnapshot> copyOrFail(Owner key, BareJid owner, String why) {
        Instant oldest = clock.instant().minus(staleTime);
        Optional<RosterCopy> kept =
                Optional.ofNullable(copies.getIfPresent(key))
                        .filter(copy -> copy.fetched().isAfter(oldest));
        meter.roster(key.tenant, kept.isPresent() ? RosterSource.STALE_COPY : RosterSource.NONE);
        return kept.<CompletionStage<RosterSnapshot>>map(
                        copy -> CompletableFuture.completedFuture(copy.snapshot(true)))
                .orElseGet(() -> CompletableFuture.failedFuture(unavailable(owner, why)));
    }

    private static UnavailableException unavailable(BareJid owner, String why) {
        return new UnavailableException("roster of " + owner + ": " + why);
    }

    /// @param user localpart
    private record Owner(TenantId tenant, String domain, String user) {}

    /// One call under way.
    private record Fetch(
            Owner key,
            BareJid owner,
            String source,
            Optional<RosterCopy> known,
            long sequence,
            CompletableFuture<RosterSnapshot> mine) {}
}
