package io.rookery.routing.port;

/// Something that the core needs cannot be reached now (PostgreSQL, a tenant's backend, the log).
/// Whoever waited is answered with an error of type `wait`; nothing is decided from it.
public final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnavailableException(String message) {
        super(message);
    }

    public UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
