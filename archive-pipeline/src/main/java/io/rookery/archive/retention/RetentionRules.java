package io.rookery.archive.retention;

import io.rookery.routing.port.TenantId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// How long each domain keeps messages; bound by `server` to the domains' policies.
public interface RetentionRules {
    /// The rules of every domain there is, suspended ones included. A domain that is not among them
    /// keeps what it has, up to the longest retention of all.
    List<Rule> rules() throws SQLException;

    /// One domain's.
    record Rule(TenantId tenant, String domain, Duration keep) {}
}
