package io.rookery.edge.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// A private key and its certificate chain, leaf first. Two are equal when they are one and the
/// same object: a renewed certificate is a new object.
public final class DomainCertificate {
    private final PrivateKey key;
    private final List<X509Certificate> chain;

    /// @throws IllegalArgumentException when the chain is empty
    public DomainCertificate(PrivateKey key, List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("chain: [] (expected: at least one certificate)");
        }
        this.key = key;
        this.chain = List.copyOf(chain);
    }

    public PrivateKey key() {
        return key;
    }

    public List<X509Certificate> chain() {
        return chain;
    }

    public X509Certificate leaf() {
        return chain.getFirst();
    }
}
