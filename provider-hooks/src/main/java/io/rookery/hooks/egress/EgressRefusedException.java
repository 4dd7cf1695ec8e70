package io.rookery.hooks.egress;

/// A URL, or every address of its host, is one that must not be called.
public final class EgressRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EgressRefusedException(String message) {
        super(message);
    }
}
