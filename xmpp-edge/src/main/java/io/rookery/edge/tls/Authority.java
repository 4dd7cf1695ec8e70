package io.rookery.edge.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;

/// A certificate authority of one's own (ECDSA P-256): signs for the nodes of one deployment, so
/// that they know each other (RFC 5280).
public final class Authority {
    private static final Duration LIFETIME = Duration.ofDays(3_650);
    private static final Duration BACKDATED = Duration.ofHours(1);
    private static final int SERIAL_BYTES = 16;
    private static final int LINE = 64;
    private static final int ADDRESS_BYTES = 4;

    private static final String COMMON_NAME = "2.5.4.3";
    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String SUBJECT_ALT_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final int IP_ADDRESS = 7;

    private final DomainCertificate own;
    private final InstantSource clock;
    private final RandomGenerator random;

    private Authority(DomainCertificate own, InstantSource clock, RandomGenerator random) {
        this.own = own;
        this.clock = clock;
        this.random = random;
    }

    /// A new one, with a key that nobody else has.
    ///
    /// @param random a cryptographic source, for serial numbers
    public static Authority make(String name, InstantSource clock, RandomGenerator random) {
        KeyPair pair = keys();
        byte[] extensions =
                Der.sequence(
                        Der.sequence(
                                Der.oid(BASIC_CONSTRAINTS),
                                Der.yes(),
                                Der.octets(Der.sequence(Der.yes()))));
        Signer signer = new Signer(name, pair.getPrivate());
        X509Certificate certificate =
                signer.sign(name, pair.getPublic(), extensions, clock.instant(), serial(random));
        return new Authority(
                new DomainCertificate(pair.getPrivate(), List.of(certificate)), clock, random);
    }

    /// One that was made before.
    ///
    /// @throws CertificateFileException when a file is broken
    public static Authority read(
            Path certificate, Path key, InstantSource clock, RandomGenerator random) {
        return new Authority(PemFile.certificate(certificate, key), clock, random);
    }

    /// What those who trust it must have.
    public DomainCertificate own() {
        return own;
    }

    /// A certificate for both ends of a connection, at one address.
    ///
    /// @param address IPv4, dotted
    public DomainCertificate issue(String name, String address) {
        KeyPair pair = keys();
        byte[] alternative = Der.sequence(Der.implicit(IP_ADDRESS, bytes(address)));
        byte[] extensions =
                Der.sequence(
                        Der.sequence(Der.oid(SUBJECT_ALT_NAME), Der.octets(alternative)),
                        Der.sequence(
                                Der.oid(BASIC_CONSTRAINTS), Der.yes(), Der.octets(Der.sequence())),
                        Der.sequence(
                                Der.oid(EXTENDED_KEY_USAGE),
                                Der.octets(
                                        Der.sequence(Der.oid(SERVER_AUTH), Der.oid(CLIENT_AUTH)))));
        String issuer = commonName(own.chain().getFirst());
        X509Certificate certificate =
                new Signer(issuer, own.key())
                        .sign(name, pair.getPublic(), extensions, clock.instant(), serial(random));
        return new DomainCertificate(pair.getPrivate(), List.of(certificate));
    }

    /// The certificates of `certificate` as PEM (RFC 7468).
    public static String certificates(DomainCertificate certificate) {
        StringBuilder text = new StringBuilder();
        try {
            for (X509Certificate each : certificate.chain()) {
                text.append(pem("CERTIFICATE", each.getEncoded()));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that cannot be written", e);
        }
        return text.toString();
    }

    /// The key of `certificate` as PEM, PKCS#8 without a password.
    public static String key(DomainCertificate certificate) {
        return pem("PRIVATE KEY", certificate.key().getEncoded());
    }

    private static String pem(String label, byte[] encoded) {
        String body =
                Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(encoded);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    private static byte[] bytes(String address) {
        String[] parts = address.split("\\.", -1);
        byte[] bytes = new byte[ADDRESS_BYTES];
        if (parts.length != ADDRESS_BYTES) {
            throw new IllegalArgumentException("address: " + address + " (expected: IPv4)");
        }
        for (int i = 0; i < ADDRESS_BYTES; i++) {
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return bytes;
    }

    private static String commonName(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName().substring("CN=".length());
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("EC (expected: in every JDK)", e);
        }
    }

    private static BigInteger serial(RandomGenerator random) {
        byte[] bytes = new byte[SERIAL_BYTES];
        random.nextBytes(bytes);
        bytes[0] = (byte) ((bytes[0] & 0x3f) | 0x40);
        return new BigInteger(1, bytes);
    }

    /// Who signs.
    private record Signer(String name, PrivateKey key) {
        /// RFC 5280 §4.1, version 3.
        X509Certificate sign(
                String subject,
                PublicKey subjectKey,
                byte[] extensions,
                Instant now,
                BigInteger serial) {
            byte[] content =
                    Der.sequence(
                            Der.explicit(0, Der.integer(BigInteger.TWO)),
                            Der.integer(serial),
                            Der.sequence(Der.oid(ECDSA_WITH_SHA256)),
                            distinguished(name),
                            Der.sequence(
                                    Der.time(now.minus(BACKDATED)), Der.time(now.plus(LIFETIME))),
                            distinguished(subject),
                            subjectKey.getEncoded(),
                            Der.explicit(3, extensions));
            try {
                Signature signature = Signature.getInstance("SHA256withECDSA");
                signature.initSign(key);
                signature.update(content);
                byte[] encoded =
                        Der.sequence(
                                content,
                                Der.sequence(Der.oid(ECDSA_WITH_SHA256)),
                                Der.bits(signature.sign()));
                return (X509Certificate)
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(encoded));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(
                        "certificate: " + subject + " (expected: ECDSA and X.509 in every JDK)", e);
            }
        }

        private static byte[] distinguished(String name) {
            return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.utf8(name))));
        }
    }
}
