package io.rookery.server.roles;

import java.util.Optional;

/// Which PostgreSQL the node uses: one that others run at `url`, or its own.
///
/// @param port of the embedded one
/// @param owner runs migrations
/// @param app reads and writes under row-level security
/// @param archiver inserts archive rows of all tenants
/// @param connections at most, of the application's role
public record PostgresSettings(
        Optional<String> url,
        int port,
        DatabaseLogin owner,
        DatabaseLogin app,
        DatabaseLogin archiver,
        int connections) {

    static final Setting<Optional<String>> URL =
            Setting.text(
                    "postgres.url",
                    "jdbc:postgresql:",
                    "a JDBC URL that begins with jdbc:postgresql:, or nothing",
                    "the PostgreSQL to use; without it the node runs its own");
    public static final Setting<Integer> PORT =
            Setting.port("postgres.port", 15_432, "port of the node's own PostgreSQL");
    static final Setting<String> OWNER_USER =
            Setting.name(
                    "postgres.owner-user", "rookery_owner", "owns the tables, runs migrations");
    static final Setting<String> OWNER_PASSWORD =
            Setting.password("postgres.owner-password", "password of the owner at postgres.url");
    static final Setting<String> APP_USER =
            Setting.name(
                    "postgres.app-user",
                    "rookery_app",
                    "works under row-level security; another name must be a member of rookery_app,"
                            + " to which migrations grant");
    static final Setting<String> APP_PASSWORD =
            Setting.password(
                    "postgres.app-password", "password of the application at postgres.url");
    static final Setting<String> ARCHIVER_USER =
            Setting.name(
                    "postgres.archiver-user",
                    "rookery_archiver",
                    "inserts archive rows of all tenants; another name must be a member of"
                            + " rookery_archiver");
    static final Setting<String> ARCHIVER_PASSWORD =
            Setting.password(
                    "postgres.archiver-password", "password of the archiver at postgres.url");

    static final Setting<Integer> CONNECTIONS =
            Setting.number(
                    "postgres.connections",
                    16,
                    4,
                    1_000,
                    "connections of the application's role at most");

    static PostgresSettings from(SettingValues values) {
        return new PostgresSettings(
                values.of(URL),
                values.of(PORT),
                new DatabaseLogin(values.of(OWNER_USER), values.of(OWNER_PASSWORD)),
                new DatabaseLogin(values.of(APP_USER), values.of(APP_PASSWORD)),
                new DatabaseLogin(values.of(ARCHIVER_USER), values.of(ARCHIVER_PASSWORD)),
                values.of(CONNECTIONS));
    }
}
