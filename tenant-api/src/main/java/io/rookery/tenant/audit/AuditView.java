package io.rookery.tenant.audit;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;

/// One line of the audit log.
///
/// @param id `aud_…`
/// @param at when it was done
/// @param principal which key did it, with `operator/` before it for the operator's
/// @param action what was done, `domain.create`
/// @param target what it was done to
/// @param requestId names the request
/// @param address where the request came from; empty when that was not written down yet
/// @param reason what the caller gave as reason; empty when nothing was asked for
@Serdeable(naming = SnakeCaseStrategy.class)
record AuditView(
        String id,
        Instant at,
        String principal,
        String action,
        String target,
        String requestId,
        String address,
        String reason) {}
