package io.rookery.hooks.auth;

import io.rookery.routing.port.TenantId;

/// Names a user of a tenant's domain.
///
/// @param user localpart
record UserKey(TenantId tenant, String domain, String user) {}
