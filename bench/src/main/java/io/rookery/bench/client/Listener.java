package io.rookery.bench.client;

/// Told what comes to a client, on the event loop.
public interface Listener {

    /// Nobody listens.
    Listener NONE = new Listener() {};

    /// The client is logged in, has its roster, and its presence has come back.
    default void online(Client client) {}

    /// A message came.
    ///
    /// @param id as its sender named it
    default void message(Client client, String id) {}

    /// The server has counted this many of the client's stanzas since stream management was enabled
    /// (XEP-0198 `<a/>`).
    default void acknowledged(Client client, long count) {}

    /// A stanza was answered by an error, or the stream ended.
    ///
    /// @param what as the server put it
    default void failed(Client client, String what) {}
}
