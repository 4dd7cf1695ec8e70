package io.rookery.server.roles;

/// How the node reaches its database, in each of the three roles that it takes there.
///
/// @param url a JDBC URL without user and password
/// @param owner runs migrations
/// @param app reads and writes under row-level security
/// @param archiver inserts archive rows of all tenants
public record DatabaseAccess(
        String url, DatabaseLogin owner, DatabaseLogin app, DatabaseLogin archiver) {}
