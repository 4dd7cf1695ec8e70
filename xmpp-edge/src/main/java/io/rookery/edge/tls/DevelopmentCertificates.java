package io.rookery.edge.tls;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/// A [CertificateSource] for development: each name it is asked for gets a self-signed certificate
/// (ECDSA P-256, a year) that lasts as long as the process. Nobody's certificate authority knows
/// it.
public final class DevelopmentCertificates implements CertificateSource {
    private static final String FALLBACK_NAME = "localhost";
    private static final int MAX_NAME = 253;
    private static final Duration LIFETIME = Duration.ofDays(365);
    private static final Duration BACKDATED = Duration.ofHours(1);
    private static final int SERIAL_BITS = 127;

    private static final String COMMON_NAME = "2.5.4.3";
    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String SUBJECT_ALT_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final int DNS_NAME = 2;

    private final InstantSource clock;
    private final RandomGenerator random;
    private final int names;

    @GuardedBy("this")
    private final Map<String, DomainCertificate> made = new LinkedHashMap<>(16, 0.75f, true);

    /// @param random a cryptographic source, for serial numbers
    /// @param names certificates kept; the one longest unused is forgotten beyond
    public DevelopmentCertificates(InstantSource clock, RandomGenerator random, int names) {
        this.clock = clock;
        this.random = random;
        this.names = names;
    }

    @Override
    public CompletionStage<Optional<DomainCertificate>> find(String serverName) {
        boolean usable = !serverName.isEmpty() && serverName.length() <= MAX_NAME;
        return CompletableFuture.completedFuture(
                usable ? Optional.of(certificate(serverName)) : Optional.empty());
    }

    @Override
    public CompletionStage<DomainCertificate> fallback() {
        return CompletableFuture.completedFuture(certificate(FALLBACK_NAME));
    }

    private synchronized DomainCertificate certificate(String name) {
        DomainCertificate certificate = made.computeIfAbsent(name, this::make);
        if (made.size() > names) {
            made.remove(made.keySet().iterator().next());
        }
        return certificate;
    }

    private DomainCertificate make(String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            byte[] content = content(name, pair);
            byte[] encoded =
                    Der.sequence(
                            content,
                            Der.sequence(Der.oid(ECDSA_WITH_SHA256)),
                            Der.bits(signature(content, pair.getPrivate())));
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(encoded));
            return new DomainCertificate(pair.getPrivate(), List.of(certificate));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "certificate: " + name + " (expected: EC and X.509 in every JDK)", e);
        }
    }

    /// RFC 5280 §4.1.2, version 3.
    private byte[] content(String name, KeyPair pair) {
        Instant now = clock.instant();
        byte[] distinguishedName =
                Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.utf8(name))));
        byte[] alternative =
                Der.sequence(Der.implicit(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII)));
        byte[] extensions =
                Der.sequence(
                        Der.sequence(Der.oid(SUBJECT_ALT_NAME), Der.octets(alternative)),
                        Der.sequence(
                                Der.oid(BASIC_CONSTRAINTS), Der.yes(), Der.octets(Der.sequence())),
                        Der.sequence(
                                Der.oid(EXTENDED_KEY_USAGE),
                                Der.octets(Der.sequence(Der.oid(SERVER_AUTH)))));
        return Der.sequence(
                Der.explicit(0, Der.integer(BigInteger.TWO)),
                Der.integer(serial()),
                Der.sequence(Der.oid(ECDSA_WITH_SHA256)),
                distinguishedName,
                Der.sequence(Der.time(now.minus(BACKDATED)), Der.time(now.plus(LIFETIME))),
                distinguishedName,
                pair.getPublic().getEncoded(),
                Der.explicit(3, extensions));
    }

    private BigInteger serial() {
        byte[] bytes = new byte[SERIAL_BITS / 8 + 1];
        random.nextBytes(bytes);
        bytes[0] = (byte) ((bytes[0] & 0x3f) | 0x40);
        return new BigInteger(1, bytes);
    }

    private static byte[] signature(byte[] content, PrivateKey key)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(content);
        return signature.sign();
    }
}
