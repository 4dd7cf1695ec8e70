package io.rookery.tenant.assembly;

import io.rookery.tenant.Limits;
import io.rookery.tenant.MasterKey;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/// What this module needs from the node that it runs on.
///
/// @param app connects as `rookery_app`; a pool of four or more, of which one is held for good,
///   with a connection timeout of few seconds
/// @param random must be cryptographically strong
public record TenantParts(
        DataSource app,
        InstantSource clock,
        RandomGenerator random,
        MasterKey masterKey,
        Limits limits) {}
