package io.rookery.tenant.user;

import java.time.Instant;

/// An internal user.
record User(String localpart, boolean disabled, Instant createdAt, Instant changedAt) {}
