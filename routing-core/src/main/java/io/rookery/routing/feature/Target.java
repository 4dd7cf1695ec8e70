package io.rookery.routing.feature;

/// Whom an IQ request is for, seen from the account that answers it.
public enum Target {
    /// The domain: `to` is a domainpart (RFC 6121 §8.5).
    DOMAIN,
    /// The account itself, asked by one of its own sessions: `to` absent or its own bare JID.
    OWN_ACCOUNT,
    /// The account, asked by somebody else: the server answers on its behalf (RFC 6121 §8.5.2.1.3).
    OTHER_ACCOUNT
}
