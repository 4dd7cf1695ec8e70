package io.rookery.tenant.audit;

import io.rookery.tenant.Ids;
import io.rookery.tenant.http.Caller;
import io.rookery.tenant.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;

/// Writes down who did what, in the transaction that does it: there is no act without its line, and
/// no line without its act. The application can add lines and read them, not change them.
public final class AuditLog {
    private final Ids ids;
    private final InstantSource clock;

    public AuditLog(Ids ids, InstantSource clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /// Writes one line, in the log of the tenant whose transaction it is.
    ///
    /// @param action noun and verb, `domain.create`
    /// @param target what it was done to, by its id or address; never a secret
    public void write(Connection connection, Caller caller, String action, String target)
            throws SQLException {
        write(connection, caller, action, target, "");
    }

    /// The same, with what the caller gave as reason.
    public void write(
            Connection connection, Caller caller, String action, String target, String reason)
            throws SQLException {
        Sql.update(
                connection,
                """
                INSERT INTO audit_log (tenant_id, audit_id, at, principal, action, target,
                    request_id, address, reason)
                VALUES (NULLIF(current_setting('rookery.tenant_id', true), '')::uuid,
                    ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                ids.next(),
                clock.instant(),
                (caller.isOperator() ? "operator/" : "") + Ids.Kind.KEY.text(caller.keyId()),
                action,
                target,
                caller.requestId(),
                caller.address(),
                reason);
    }
}
