package io.rookery.tenant.user;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;

/// A user of a domain.
///
/// @param username the localpart of the address
/// @param jid the address
/// @param disabled whether logins are refused
/// @param createdAt when the user was made
/// @param changedAt when the password or `disabled` changed
@Serdeable(naming = SnakeCaseStrategy.class)
record UserView(
        String username, String jid, boolean disabled, Instant createdAt, Instant changedAt) {

    static UserView of(User user, String domain) {
        return new UserView(
                user.localpart(),
                user.localpart() + '@' + domain,
                user.disabled(),
                user.createdAt(),
                user.changedAt());
    }
}
