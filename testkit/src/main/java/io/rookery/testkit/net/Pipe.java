package io.rookery.testkit.net;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Bytes to and from a server. One thread.
public interface Pipe {
    /// Sends at once. Nothing happens when the server has closed.
    void send(byte[] bytes);

    /// What has come since the last call, waiting at most `most` for the first byte: empty when
    /// nothing came, null when the server has closed and nothing is left.
    byte @Nullable [] receive(Duration most);

    /// Does a TLS handshake as a client that trusts everybody.
    ///
    /// @param domain the server name to ask for
    void secure(String domain);

    /// Ends it without a word.
    void cut();
}
