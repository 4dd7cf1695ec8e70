package io.rookery.edge.sasl;

import java.util.Locale;

/// Why a login was refused: the conditions of RFC 6120 §6.5, all of them.
public enum SaslFailure {
    ABORTED,
    ACCOUNT_DISABLED,
    CREDENTIALS_EXPIRED,
    ENCRYPTION_REQUIRED,
    INCORRECT_ENCODING,
    INVALID_AUTHZID,
    INVALID_MECHANISM,
    MALFORMED_REQUEST,
    MECHANISM_TOO_WEAK,
    NOT_AUTHORIZED,
    TEMPORARY_AUTH_FAILURE;

    private final String element = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /// Name of the condition's element.
    public String element() {
        return element;
    }
}
