package io.rookery.server.roles;

/// What a node does. A node has any set of these.
public enum Role {
    /// Holds the sockets of clients and peers.
    EDGE,
    /// Hosts accounts, rooms and services as a member of the cluster.
    CORE,
    /// Writes what the log says into PostgreSQL.
    ARCHIVER,
    /// Serves the tenant API.
    API
}
