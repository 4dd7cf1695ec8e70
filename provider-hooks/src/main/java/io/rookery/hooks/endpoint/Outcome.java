package io.rookery.hooks.endpoint;

/// How a call ended. All but the first mean that the backend is *unavailable*; none of them means
/// *denied*.
public enum Outcome {
    /// 200 with an answer that the contract knows.
    ANSWERED,
    /// The breaker of the endpoint is open: it failed too often just now.
    BREAKER_OPEN,
    /// Too many calls to this endpoint, or of this node, are under way.
    BUSY,
    /// No answer within the deadline.
    TIMEOUT,
    /// The URL, or every address of its host, is one that must not be called.
    ADDRESS_REFUSED,
    /// No connection, or it was closed before the answer was complete.
    DISCONNECTED,
    /// The certificate is not that of the host, or the handshake failed.
    TLS_FAILED,
    /// Another status than 200; redirects are not followed.
    STATUS,
    /// A body or a header larger than allowed.
    TOO_LARGE,
    /// 200 with something that the contract does not know.
    MALFORMED;

    /// True when the endpoint is to blame, so that its breaker counts the call.
    public boolean endpointFailed() {
        return switch (this) {
            case ANSWERED, BREAKER_OPEN, BUSY -> false;
            case TIMEOUT, ADDRESS_REFUSED, DISCONNECTED, TLS_FAILED -> true;
            case STATUS, TOO_LARGE, MALFORMED -> true;
        };
    }
}
