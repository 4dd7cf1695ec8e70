package io.rookery.tenant.assembly;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Requires;
import io.micronaut.json.JsonMapper;
import io.rookery.billing.UsageReader;
import io.rookery.routing.port.DomainDirectory;
import io.rookery.tenant.Ids;
import io.rookery.tenant.Limits;
import io.rookery.tenant.apikey.ApiKeys;
import io.rookery.tenant.audit.AuditLog;
import io.rookery.tenant.domain.Domains;
import io.rookery.tenant.erasure.ErasureRequests;
import io.rookery.tenant.hook.HookRules;
import io.rookery.tenant.hook.Hooks;
import io.rookery.tenant.http.Answers;
import io.rookery.tenant.http.TrustedProxies;
import io.rookery.tenant.store.TenantTransactions;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Gives the controllers what they need, from one node's storage.
@Factory
@Requires(beans = TenantStorage.class)
final class ApiBeans {
    private final TenantStorage storage;
    private final TenantParts parts;
    private final ApiPorts ports;

    ApiBeans(TenantStorage storage, ApiPorts ports) {
        this.storage = storage;
        this.ports = ports;
        this.parts = storage.parts();
    }

    @Singleton
    Limits limits() {
        return parts.limits();
    }

    /// Before Micronaut's own.
    @Singleton
    @Primary
    InstantSource clock() {
        return parts.clock();
    }

    @Singleton
    @Primary
    RandomGenerator random() {
        return parts.random();
    }

    @Singleton
    TrustedProxies proxies() {
        return ports.proxies();
    }

    @Singleton
    Ids ids() {
        return storage.ids();
    }

    @Singleton
    TenantTransactions transactions() {
        return storage.transactions();
    }

    @Singleton
    Answers answers(JsonMapper json) {
        return new Answers(
                storage.transactions(),
                parts.masterKey(),
                storage.box(),
                json,
                parts.clock(),
                parts.limits());
    }

    @Singleton
    AuditLog audit() {
        return new AuditLog(storage.ids(), parts.clock());
    }

    @Singleton
    DomainDirectory directory() {
        return storage.directory();
    }

    @Singleton
    ApiKeys keys() {
        return storage.keys();
    }

    @Singleton
    Domains domains() {
        return storage.domains();
    }

    @Singleton
    ErasureRequests erasures() {
        return storage.erasures();
    }

    @Singleton
    Hooks hooks() {
        return storage.hooks();
    }

    @Singleton
    HookRules hookRules() {
        return new HookRules(parts.limits(), ports.hookUrls());
    }

    @Singleton
    UsageReader usage() {
        return new UsageReader();
    }
}
