package io.rookery.tenant.tenancy;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.Locale;

/// A tenant.
///
/// @param id `ten_…`
/// @param name for people to read
/// @param environment `live`, or `test`: the prefix of its keys says the same
/// @param state `active` or `suspended`
/// @param quotas how much it may have
/// @param createdAt when it was made
/// @param changedAt when it changed
@Serdeable(naming = SnakeCaseStrategy.class)
record TenantView(
        String id,
        String name,
        String environment,
        String state,
        Quotas quotas,
        Instant createdAt,
        Instant changedAt) {

    /// How much a tenant may have.
    ///
    /// @param domains domains
    /// @param users internal users of all its domains together
    @Serdeable(naming = SnakeCaseStrategy.class)
    record Quotas(int domains, long users) {}

    static TenantView of(Tenant tenant) {
        return new TenantView(
                tenant.id().text(),
                tenant.name(),
                tenant.environment(),
                tenant.state().name().toLowerCase(Locale.ROOT),
                new Quotas(tenant.maxDomains(), tenant.maxUsers()),
                tenant.createdAt(),
                tenant.changedAt());
    }
}
