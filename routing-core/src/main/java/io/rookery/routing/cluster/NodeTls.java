package io.rookery.routing.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/// Mutual TLS between nodes: both ends show a certificate of the installation's own authority, and
/// who connects looks whether it is the other's for its address (RFC 9325 §3, RFC 9525). Files are
/// read again for each connection, of which there are few: renewed ones need no restart.
final class NodeTls implements SSLEngineProvider {
    private static final Logger LOG = LoggerFactory.getLogger(NodeTls.class);
    private static final String[] PROTOCOLS = {"TLSv1.3"};
    private static final List<String> ALGORITHMS = List.of("EC", "RSA");
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final char[] NO_PASSWORD = {};

    private final TlsFiles files;
    private volatile SSLContext last;

    /// @throws IllegalStateException naming the setting whose file is not as expected
    NodeTls(TlsFiles files) {
        this.files = files;
        this.last = read(files);
    }

    @Override
    public SSLEngine createServerSSLEngine(String hostname, int port) {
        SSLEngine engine = context().createSSLEngine(hostname, port);
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(PROTOCOLS);
        engine.setNeedClientAuth(true);
        return engine;
    }

    @Override
    public SSLEngine createClientSSLEngine(String hostname, int port) {
        SSLEngine engine = context().createSSLEngine(hostname, port);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(PROTOCOLS);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    /// Everything is verified in the handshake.
    @Override
    public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
        return Option.empty();
    }

    @Override
    public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
        return Option.empty();
    }

    private SSLContext context() {
        try {
            SSLContext now = read(files);
            last = now;
            return now;
        } catch (IllegalStateException e) {
            LOG.error("{}; what was read before is used", e.getMessage());
            return last;
        }
    }

    private static SSLContext read(TlsFiles files) {
        List<X509Certificate> chain = certificates("cluster.tls.certificate", files.certificate());
        List<X509Certificate> authority = certificates("cluster.tls.authority", files.authority());
        PrivateKey key = key(files.key());
        try {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry("node", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, NO_PASSWORD);
            KeyStore known = KeyStore.getInstance("PKCS12");
            known.load(null, null);
            for (int i = 0; i < authority.size(); i++) {
                known.setCertificateEntry("authority-" + i, authority.get(i));
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(known);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    keys.getKeyManagers(),
                    Arrays.stream(trust.getTrustManagers())
                            .map(X509ExtendedTrustManager.class::cast)
                            .map(Outspoken::new)
                            .toArray(TrustManager[]::new),
                    null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(
                    "cluster.tls.key: %s (expected: the key of cluster.tls.certificate): %s"
                            .formatted(files.key(), e.getMessage()),
                    e);
        }
    }

    private static List<X509Certificate> certificates(String setting, Path file) {
        try {
            Collection<? extends Certificate> read =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(Files.readAllBytes(file)));
            if (!read.isEmpty()) {
                return read.stream().map(X509Certificate.class::cast).toList();
            }
        } catch (IOException | CertificateException e) {
            throw new IllegalStateException(
                    "%s: %s (expected: a file with certificates as PEM): %s"
                            .formatted(setting, file, e.getMessage()),
                    e);
        }
        throw new IllegalStateException(
                "%s: %s (expected: a file with certificates as PEM)".formatted(setting, file));
    }

    private static PrivateKey key(Path file) {
        String refusal =
                "cluster.tls.key: %s (expected: a file with one RSA or EC key, PKCS#8 as PEM without a password)"
                        .formatted(file);
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            int begin = text.indexOf(BEGIN);
            int end = text.indexOf(END);
            if (begin < 0 || end < begin) {
                throw new IllegalStateException(refusal);
            }
            byte[] encoded =
                    Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
            for (String algorithm : ALGORITHMS) {
                try {
                    return KeyFactory.getInstance(algorithm)
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded));
                } catch (InvalidKeySpecException e) {
                    // It may be of the next algorithm.
                }
            }
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException(refusal, e);
        }
        throw new IllegalStateException(refusal);
    }

    /// The JDK's trust, which says whom it refused: else nobody would know why a node stays alone.
    private static final class Outspoken extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager trust;

        Outspoken(X509ExtendedTrustManager trust) {
            this.trust = trust;
        }

        private interface Check {
            void run() throws CertificateException;
        }

        private static void check(X509Certificate[] chain, String who, Check check)
                throws CertificateException {
            try {
                check.run();
            } catch (CertificateException e) {
                LOG.warn(
                        "{} is refused: its certificate \"{}\" of \"{}\" is not one of"
                                + " cluster.tls.authority for its address: {}",
                        who,
                        chain[0].getSubjectX500Principal(),
                        chain[0].getIssuerX500Principal(),
                        e.getMessage());
                throw e;
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(
                    chain,
                    "a node that connects",
                    () -> trust.checkClientTrusted(chain, type, engine));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(
                    chain,
                    "node " + engine.getPeerHost() + ':' + engine.getPeerPort(),
                    () -> trust.checkServerTrusted(chain, type, engine));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            trust.checkClientTrusted(chain, type, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            trust.checkServerTrusted(chain, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            trust.checkClientTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            trust.checkServerTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return trust.getAcceptedIssuers();
        }
    }
}
