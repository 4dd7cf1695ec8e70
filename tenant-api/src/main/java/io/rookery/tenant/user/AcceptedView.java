package io.rookery.tenant.user;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What nodes will act on within seconds.
///
/// @param domain the domain's name
/// @param users usernames as they are compared; left out when it is every user of the domain
@Serdeable(naming = SnakeCaseStrategy.class)
record AcceptedView(String domain, @Nullable List<String> users) {}
