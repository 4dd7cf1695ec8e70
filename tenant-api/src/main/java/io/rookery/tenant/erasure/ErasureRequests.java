package io.rookery.tenant.erasure;

import io.rookery.routing.port.TenantId;
import io.rookery.tenant.Ids;
import io.rookery.tenant.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;

/// Asks for erasures, in the transactions that delete users and domains.
public final class ErasureRequests {
    private final Ids ids;
    private final InstantSource clock;

    public ErasureRequests(Ids ids, InstantSource clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /// What the running system keeps of a user is to go; of a whole domain when `localpart` is
    /// empty.
    public void add(Connection connection, TenantId tenant, String domain, String localpart)
            throws SQLException {
        Sql.update(
                connection,
                """
                INSERT INTO erasure (tenant_id, erasure_id, domain, localpart, requested_at)
                VALUES (?, ?, ?, ?, ?)
                """,
                tenant.value(),
                ids.next(),
                domain,
                localpart,
                clock.instant());
    }

    /// The name of a user, or of a domain when `localpart` is empty, is given out: what comes from
    /// now on is not to be erased with what its last holder left.
    public void keepFromNow(Connection connection, TenantId tenant, String domain, String localpart)
            throws SQLException {
        Sql.update(
                connection,
                """
                UPDATE erasure SET keep_from = ?
                WHERE tenant_id = ? AND domain = ? AND localpart = ? AND finished_at IS NULL
                    AND keep_from IS NULL
                """,
                clock.instant(),
                tenant.value(),
                domain,
                localpart);
    }
}
