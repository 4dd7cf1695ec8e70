package io.rookery.edge.tls;

import io.rookery.edge.sasl.BindingType;
import io.rookery.edge.sasl.ChannelBindings;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// What a finished TLS handshake can be bound by.
public final class TlsChannel implements ChannelBindings {
    private static final String EXPORTER_LABEL = "EXPORTER-Channel-Binding";
    private static final int EXPORTER_BYTES = 32;

    private final SSLSession session;

    /// @param session of a handshake that is over
    public TlsChannel(SSLSession session) {
        this.session = session;
    }

    @Override
    public Optional<byte[]> data(BindingType type) {
        return switch (type) {
            case TLS_EXPORTER -> exporter();
            case TLS_SERVER_END_POINT -> endPoint(session.getLocalCertificates());
        };
    }

    /// RFC 9266 §2. With TLS 1.2 the value binds only where the extended master secret was
    /// negotiated, which a JDK session does not tell: so TLS 1.3 alone.
    private Optional<byte[]> exporter() {
        if (!(session instanceof ExtendedSSLSession extended)
                || !"TLSv1.3".equals(session.getProtocol())) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    extended.exportKeyingMaterialData(EXPORTER_LABEL, new byte[0], EXPORTER_BYTES));
        } catch (SSLKeyException | UnsupportedOperationException e) {
            return Optional.empty(); // an engine that cannot export
        }
    }

    /// RFC 5929 §4.1: the hash of the server's certificate by its signature's hash function,
    /// SHA-256 for MD5 and SHA-1. A signature without one such function (Ed25519, RSASSA-PSS) has
    /// no binding.
    static Optional<byte[]> endPoint(Certificate @Nullable [] chain) {
        if (chain == null || chain.length == 0 || !(chain[0] instanceof X509Certificate leaf)) {
            return Optional.empty();
        }
        String algorithm = leaf.getSigAlgName().toUpperCase(Locale.ROOT);
        int with = algorithm.indexOf("WITH");
        if (with < 0) {
            return Optional.empty();
        }
        String digest =
                switch (algorithm.substring(0, with)) {
                    case "MD5", "SHA1", "SHA256" -> "SHA-256";
                    case "SHA224" -> "SHA-224";
                    case "SHA384" -> "SHA-384";
                    case "SHA512" -> "SHA-512";
                    default -> "";
                };
        if (digest.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(MessageDigest.getInstance(digest).digest(leaf.getEncoded()));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }
}
