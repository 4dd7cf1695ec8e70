package io.rookery.edge.sasl;

/// A client's SASL message breaks its grammar. Never leaves the package.
final class SaslSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SaslSyntaxException(String message) {
        super(message);
    }
}
