package io.rookery.tenant.domain;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.Locale;

/// A domain.
///
/// @param id `dom_…`
/// @param name as addresses have it: lower case, U-labels
/// @param state `active` or `suspended`
/// @param policy what is in force
/// @param createdAt when the tenant got it
/// @param changedAt when it or its policy changed
@Serdeable(naming = SnakeCaseStrategy.class)
record DomainView(
        String id,
        String name,
        String state,
        PolicyView policy,
        Instant createdAt,
        Instant changedAt) {

    static DomainView of(Domain domain) {
        return new DomainView(
                domain.idText(),
                domain.name(),
                domain.state().name().toLowerCase(Locale.ROOT),
                PolicyView.of(domain.policy()),
                domain.createdAt(),
                domain.changedAt());
    }

    String path() {
        return "/v1/domains/" + id;
    }
}
