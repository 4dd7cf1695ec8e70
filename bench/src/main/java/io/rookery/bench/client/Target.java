package io.rookery.bench.client;

/// The server that is measured.
///
/// @param domain what streams are opened to, and where the accounts live
/// @param managed whether clients enable stream management (XEP-0198) and acknowledge, as phones do
public record Target(
        String host,
        int port,
        String domain,
        Security security,
        Mechanism mechanism,
        boolean managed) {

    /// How bytes are protected.
    public enum Security {
        /// Not at all.
        NONE,
        /// STARTTLS (RFC 6120 §5); any certificate is taken.
        STARTTLS,
        /// TLS from the first byte (XEP-0368); any certificate is taken.
        TLS
    }

    /// How clients log in.
    public enum Mechanism {
        /// RFC 4616.
        PLAIN,
        /// RFC 5802, without channel binding.
        SCRAM_SHA_1
    }
}
