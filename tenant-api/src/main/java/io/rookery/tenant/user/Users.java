package io.rookery.tenant.user;

import io.rookery.routing.port.Authentication.ScramVerifier;
import io.rookery.tenant.domain.Domain;
import io.rookery.tenant.erasure.ErasureRequests;
import io.rookery.tenant.http.PageRequest;
import io.rookery.tenant.http.Problem;
import io.rookery.tenant.http.ProblemException;
import io.rookery.tenant.store.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Internal users in the database. Everything runs in a transaction of the tenant.
@Singleton
final class Users {
    private final InstantSource clock;
    private final ErasureRequests erasures;

    Users(InstantSource clock, ErasureRequests erasures) {
        this.clock = clock;
        this.erasures = erasures;
    }

    User create(
            Connection connection, Domain domain, String localpart, List<ScramVerifier> verifiers)
            throws SQLException {
        checkQuota(connection, domain);
        Instant now = clock.instant();
        int made =
                Sql.update(
                        connection,
                        """
                        INSERT INTO account (tenant_id, domain_id, localpart, disabled, created_at,
                            changed_at)
                        VALUES (?, ?, ?, false, ?, ?)
                        ON CONFLICT DO NOTHING
                        """,
                        domain.policy().tenant().value(),
                        domain.id(),
                        localpart,
                        now,
                        now);
        if (made == 0) {
            throw new ProblemException(
                    Problem.ALREADY_EXISTS, "The domain has a user of this name.");
        }
        insert(connection, domain, localpart, verifiers);
        erasures.keepFromNow(connection, domain.policy().tenant(), domain.name(), localpart);
        return new User(localpart, false, now, now);
    }

    /// Users in order of their names.
    List<User> list(Connection connection, Domain domain, PageRequest page) throws SQLException {
        return Sql.all(
                connection,
                """
                SELECT localpart, disabled, created_at, changed_at FROM account
                WHERE tenant_id = ? AND domain_id = ? AND localpart > ?
                ORDER BY localpart LIMIT ?
                """,
                Users::user,
                domain.policy().tenant().value(),
                domain.id(),
                page.after(),
                page.fetch());
    }

    /// @throws ProblemException when the domain has no such user
    User find(Connection connection, Domain domain, String localpart) throws SQLException {
        return find(connection, domain, localpart, "");
    }

    /// The same, kept from changing until the transaction ends.
    User lock(Connection connection, Domain domain, String localpart) throws SQLException {
        return find(connection, domain, localpart, "FOR UPDATE");
    }

    private static User find(Connection connection, Domain domain, String localpart, String suffix)
            throws SQLException {
        return Sql.first(
                        connection,
                        """
                        SELECT localpart, disabled, created_at, changed_at FROM account
                        WHERE tenant_id = ? AND domain_id = ? AND localpart = ?
                        """
                                + suffix,
                        Users::user,
                        domain.policy().tenant().value(),
                        domain.id(),
                        localpart)
                .orElseThrow(ProblemException::notFound);
    }

    User disable(Connection connection, Domain domain, User user, boolean disabled)
            throws SQLException {
        return touch(
                connection,
                domain,
                new User(user.localpart(), disabled, user.createdAt(), clock.instant()));
    }

    User changePassword(
            Connection connection, Domain domain, User user, List<ScramVerifier> verifiers)
            throws SQLException {
        Sql.update(
                connection,
                """
                DELETE FROM scram_verifier
                WHERE tenant_id = ? AND domain_id = ? AND localpart = ?
                """,
                domain.policy().tenant().value(),
                domain.id(),
                user.localpart());
        insert(connection, domain, user.localpart(), verifiers);
        return touch(
                connection,
                domain,
                new User(user.localpart(), user.disabled(), user.createdAt(), clock.instant()));
    }

    /// Deletes a user with the roster, and asks for the archive to be erased.
    void delete(Connection connection, Domain domain, User user) throws SQLException {
        Sql.update(
                connection,
                "DELETE FROM account WHERE tenant_id = ? AND domain_id = ? AND localpart = ?",
                domain.policy().tenant().value(),
                domain.id(),
                user.localpart());
        Sql.update(
                connection,
                "DELETE FROM roster_version WHERE tenant_id = ? AND domain_id = ? AND owner = ?",
                domain.policy().tenant().value(),
                domain.id(),
                user.localpart());
        erasures.add(connection, domain.policy().tenant(), domain.name(), user.localpart());
    }

    private static User touch(Connection connection, Domain domain, User changed)
            throws SQLException {
        Sql.update(
                connection,
                """
                UPDATE account SET disabled = ?, changed_at = ?
                WHERE tenant_id = ? AND domain_id = ? AND localpart = ?
                """,
                changed.disabled(),
                changed.changedAt(),
                domain.policy().tenant().value(),
                domain.id(),
                changed.localpart());
        return changed;
    }

    private static void insert(
            Connection connection, Domain domain, String localpart, List<ScramVerifier> verifiers)
            throws SQLException {
        for (ScramVerifier verifier : verifiers) {
            Sql.update(
                    connection,
                    """
                    INSERT INTO scram_verifier (tenant_id, domain_id, localpart, hash, salt,
                        iterations, stored_key, server_key)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    domain.policy().tenant().value(),
                    domain.id(),
                    localpart,
                    verifier.hash(),
                    verifier.salt(),
                    verifier.iterations(),
                    verifier.storedKey(),
                    verifier.serverKey());
        }
    }

    /// Counted one creation at a time: two in the same moment do not both take the last place.
    private static void checkQuota(Connection connection, Domain domain) throws SQLException {
        Sql.first(
                connection,
                "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))",
                row -> true,
                "users/" + domain.policy().tenant().hex());
        boolean room =
                Sql.first(
                                connection,
                                """
                                SELECT count(*) < (SELECT max_users FROM tenant
                                    WHERE tenant_id = ?)
                                FROM account WHERE tenant_id = ?
                                """,
                                row -> row.getBoolean(1),
                                domain.policy().tenant().value(),
                                domain.policy().tenant().value())
                        .orElse(false);
        if (!room) {
            throw new ProblemException(
                    Problem.QUOTA_EXCEEDED, "The tenant has as many users as it may have.");
        }
    }

    private static User user(ResultSet row) throws SQLException {
        return new User(
                row.getString("localpart"),
                row.getBoolean("disabled"),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "changed_at"));
    }
}
