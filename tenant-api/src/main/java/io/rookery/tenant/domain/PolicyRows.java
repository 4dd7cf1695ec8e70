package io.rookery.tenant.domain;

import io.rookery.routing.port.DomainLimits;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.DomainPolicy.AuthSource;
import io.rookery.routing.port.DomainPolicy.Federation;
import io.rookery.routing.port.DomainPolicy.RosterSource;
import io.rookery.routing.port.TenantId;
import io.rookery.tenant.store.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// A policy as rows of `domain_policy` have it.
final class PolicyRows {
    private PolicyRows() {}

    /// Reads the current row, which has the columns of `domain_policy`.
    static DomainPolicy read(ResultSet row, String domain) throws SQLException {
        return new DomainPolicy(
                new TenantId(row.getObject("tenant_id", UUID.class)),
                domain,
                row.getLong("version"),
                row.getBoolean("active"),
                Sql.texts(row, "authentication").stream().map(AuthSource::valueOf).toList(),
                RosterSource.valueOf(row.getString("roster_source")),
                Federation.valueOf(row.getString("federation")),
                Set.copyOf(Sql.texts(row, "allow_list")),
                row.getBoolean("archiving"),
                Duration.ofDays(row.getInt("retention_days")),
                Set.copyOf(Sql.texts(row, "disabled_features")),
                Sql.texts(row, "sasl_mechanisms"),
                new DomainLimits(
                        row.getInt("sessions"),
                        row.getInt("sessions_per_account"),
                        row.getInt("stanzas_per_second"),
                        row.getInt("bytes_per_second"),
                        row.getInt("stanza_bytes"),
                        row.getInt("roster_items"),
                        row.getInt("pending_messages")));
    }

    /// Writes a version that was not there before.
    static void insert(Connection connection, UUID domainId, DomainPolicy policy, Instant now)
            throws SQLException {
        DomainLimits limits = policy.limits();
        Sql.update(
                connection,
                """
                INSERT INTO domain_policy (tenant_id, domain_id, version, active, authentication,
                    roster_source, federation, allow_list, archiving, retention_days,
                    disabled_features, sasl_mechanisms, sessions, sessions_per_account,
                    stanzas_per_second, bytes_per_second, stanza_bytes, roster_items,
                    pending_messages, made_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                policy.tenant().value(),
                domainId,
                policy.version(),
                policy.active(),
                names(policy.authentication()),
                policy.rosterSource(),
                policy.federation(),
                policy.allowList(),
                policy.archiving(),
                (int) policy.retention().toDays(),
                policy.disabledFeatures(),
                policy.saslMechanisms(),
                limits.sessions(),
                limits.sessionsPerAccount(),
                limits.stanzasPerSecond(),
                limits.bytesPerSecond(),
                limits.stanzaBytes(),
                limits.rosterItems(),
                limits.pendingMessages(),
                now);
    }

    private static List<String> names(List<AuthSource> sources) {
        return sources.stream().map(Enum::name).toList();
    }
}
