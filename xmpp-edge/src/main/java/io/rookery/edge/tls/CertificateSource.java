package io.rookery.edge.tls;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Knows the certificates of all domains. Asked at every TLS handshake, so it answers from memory
/// where it can; a certificate that it answers newly serves from the next handshake on.
public interface CertificateSource {
    /// The certificate for a server name (lower case, A-labels), or empty when there is none: the
    /// client then sees [#fallback], so that an unknown domain and a missing certificate look
    /// alike.
    CompletionStage<Optional<DomainCertificate>> find(String serverName);

    /// The installation's own certificate, for clients that name no domain or an unknown one.
    CompletionStage<DomainCertificate> fallback();
}
