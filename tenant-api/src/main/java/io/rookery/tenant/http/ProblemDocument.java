package io.rookery.tenant.http;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A problem as it is sent (RFC 9457 §3).
///
/// @param type where the problem is explained
/// @param title what it is
/// @param status HTTP status code
/// @param detail what happened this time
/// @param code stable name of the problem
/// @param requestId names this request in the logs
/// @param errors what is wrong, one by one; left out when there is nothing to add
@Serdeable(naming = SnakeCaseStrategy.class)
public record ProblemDocument(
        String type,
        String title,
        int status,
        String detail,
        String code,
        String requestId,
        @Nullable List<Fault> errors) {}
