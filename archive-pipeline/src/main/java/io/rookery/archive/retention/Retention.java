package io.rookery.archive.retention;

import io.rookery.archive.Limits;
import io.rookery.archive.store.ArchiveKeys;
import io.rookery.archive.store.TenantTransactions;
import io.rookery.routing.port.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes what is older than its domain keeps: row by row in small transactions, and whole
/// partitions once they are older than every domain keeps. Run it once a day, anywhere; two at once
/// do no harm, and what one that was killed left is found by the next.
///
/// A message that is pending stays pending: its stanza moves to the pending row first.
public final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final String KEEP_PENDING =
            """
            UPDATE pending_message p SET stanza = m.stanza, stamp = m.stamp
            FROM archive_message m
            WHERE p.tenant_id = ? AND p.owner = ? AND p.id < ? AND p.stanza IS NULL
                AND m.tenant_id = p.tenant_id AND m.owner = p.owner AND m.id = p.id
            """;
    private static final String DELETE =
            """
            DELETE FROM archive_message WHERE tenant_id = ? AND owner = ? AND id IN (
                SELECT id FROM archive_message WHERE tenant_id = ? AND owner = ? AND id < ?
                ORDER BY id LIMIT ?)
            """;
    private static final String EXPIRE =
            "DELETE FROM pending_message WHERE tenant_id = ? AND expires < ?";
    private static final String DROP = "SELECT archive_drop_partitions(?)";

    private final TenantTransactions transactions;
    private final DataSource archiver;
    private final RetentionRules rules;
    private final InstantSource clock;
    private final Limits.Retention limits;
    private final Owners owners;

    /// A job that does nothing until it is run.
    ///
    /// @param app connections with the application's role
    /// @param archiver connections with the archiver's role, which alone may drop partitions
    public Retention(
            DataSource app,
            DataSource archiver,
            RetentionRules rules,
            InstantSource clock,
            Limits.Retention limits) {
        this.transactions = new TenantTransactions(app, limits.statementTimeout());
        this.archiver = archiver;
        this.rules = rules;
        this.clock = clock;
        this.limits = limits;
        this.owners = new Owners(transactions, limits.owners());
    }

    /// What one run removed.
    public record Removed(long messages, long expired, int partitions) {}

    /// Goes through every tenant once. What it did before a failure stays done.
    public Removed run() throws SQLException {
        Instant now = clock.instant();
        Map<TenantId, Map<String, Duration>> byTenant = new HashMap<>();
        Duration longest = Duration.ZERO;
        for (RetentionRules.Rule rule : rules.rules()) {
            byTenant.computeIfAbsent(rule.tenant(), _ -> new HashMap<>())
                    .put(rule.domain(), rule.keep());
            longest = rule.keep().compareTo(longest) > 0 ? rule.keep() : longest;
        }
        long messages = 0;
        long expired = 0;
        for (var tenant : byTenant.entrySet()) {
            long old = deleteOld(tenant.getKey(), tenant.getValue(), now);
            if (old > 0) {
                LOG.info("Retention: {} messages of {}", old, tenant.getKey());
            }
            messages += old;
            expired += expire(tenant.getKey(), now);
        }
        // Without any rule nothing is known to be too old.
        int partitions = byTenant.isEmpty() ? 0 : drop(now.minus(longest));
        Removed removed = new Removed(messages, expired, partitions);
        LOG.info("Retention: {}", removed);
        return removed;
    }

    private long deleteOld(TenantId tenant, Map<String, Duration> keep, Instant now)
            throws SQLException {
        long deleted = 0;
        String last = "";
        while (true) {
            List<String> next = owners.next("archive_message", tenant, last);
            if (next.isEmpty()) {
                return deleted;
            }
            for (String owner : next) {
                Duration kept = keep.get(Owners.domain(owner));
                if (kept != null) {
                    deleted += deleteOld(tenant, owner, ArchiveKeys.first(now.minus(kept)));
                }
            }
            last = next.getLast();
        }
    }

    private long deleteOld(TenantId tenant, String owner, UUID before) throws SQLException {
        long deleted = 0;
        while (true) {
            int batch =
                    transactions.run(
                            tenant,
                            connection -> {
                                keepPending(connection, tenant, owner, before);
                                return delete(connection, tenant, owner, before);
                            });
            deleted += batch;
            if (batch < limits.batchRows()) {
                return deleted;
            }
        }
    }

    private static void keepPending(
            Connection connection, TenantId tenant, String owner, UUID before) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(KEEP_PENDING)) {
            statement.setObject(1, tenant.value());
            statement.setString(2, owner);
            statement.setObject(3, before);
            statement.executeUpdate();
        }
    }

    private int delete(Connection connection, TenantId tenant, String owner, UUID before)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            statement.setObject(1, tenant.value());
            statement.setString(2, owner);
            statement.setObject(3, tenant.value());
            statement.setString(4, owner);
            statement.setObject(5, before);
            statement.setInt(6, limits.batchRows());
            return statement.executeUpdate();
        }
    }

    private int expire(TenantId tenant, Instant now) throws SQLException {
        return transactions.run(
                tenant,
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(EXPIRE)) {
                        statement.setObject(1, tenant.value());
                        statement.setTimestamp(2, Timestamp.from(now));
                        return statement.executeUpdate();
                    }
                });
    }

    private int drop(Instant keepFrom) throws SQLException {
        try (Connection connection = archiver.getConnection();
                PreparedStatement statement = connection.prepareStatement(DROP)) {
            connection.setAutoCommit(true);
            statement.setTimestamp(1, Timestamp.from(keepFrom));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }
}
