package io.rookery.edge.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads certificates and keys as PEM (RFC 7468). Every message of an exception begins with the
/// file.
final class PemFile {
    /// The most bytes of a file.
    private static final int MAX_BYTES = 1 << 20;

    private static final Pattern BLOCK =
            Pattern.compile(
                    "-----BEGIN (?<label>[A-Z0-9 ]+)-----(?<body>[A-Za-z0-9+/=\\s]*)"
                            + "-----END \\k<label>-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC");

    private PemFile() {}

    /// A chain and the key of its leaf.
    ///
    /// @throws CertificateFileException when one is broken or they do not belong together
    static DomainCertificate certificate(Path chainFile, Path keyFile) {
        List<X509Certificate> chain = chain(chainFile);
        PrivateKey key = key(keyFile);
        if (!belongs(key, chain.getFirst())) {
            throw new CertificateFileException(
                    keyFile + ": another key (expected: that of " + chainFile.getFileName() + ")");
        }
        return new DomainCertificate(key, chain);
    }

    private static List<X509Certificate> chain(Path file) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (byte[] encoded : blocks(file, "CERTIFICATE")) {
                chain.add(
                        (X509Certificate)
                                factory.generateCertificate(new ByteArrayInputStream(encoded)));
            }
        } catch (GeneralSecurityException e) {
            throw new CertificateFileException(file + ": not a certificate: " + e.getMessage(), e);
        }
        if (chain.isEmpty()) {
            throw new CertificateFileException(
                    file + ": no certificate (expected: -----BEGIN CERTIFICATE-----, leaf first)");
        }
        return chain;
    }

    private static PrivateKey key(Path file) {
        List<byte[]> keys = blocks(file, "PRIVATE KEY");
        if (keys.size() != 1) {
            throw new CertificateFileException(
                    file
                            + ": "
                            + keys.size()
                            + " keys (expected: one, -----BEGIN PRIVATE KEY-----, PKCS#8 without a"
                            + " password)");
        }
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(keys.getFirst());
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                // It may be of the next algorithm.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(algorithm + " (expected: in every JDK)", e);
            }
        }
        throw new CertificateFileException(file + ": not a key (expected: RSA or EC, PKCS#8)");
    }

    private static List<byte[]> blocks(Path file, String label) {
        List<byte[]> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text(file));
        while (block.find()) {
            if (block.group("label").equals(label)) {
                try {
                    blocks.add(Base64.getMimeDecoder().decode(block.group("body")));
                } catch (IllegalArgumentException e) {
                    throw new CertificateFileException(file + ": not base64", e);
                }
            }
        }
        return blocks;
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new CertificateFileException(
                        file + ": too large (expected: at most " + MAX_BYTES + " bytes)");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new CertificateFileException(file + ": cannot be read: " + e, e);
        }
    }

    /// What the key signs, the certificate verifies.
    private static boolean belongs(PrivateKey key, X509Certificate leaf) {
        try {
            byte[] text = leaf.getSubjectX500Principal().getEncoded();
            Signature signature = Signature.getInstance("SHA256with" + signed(key));
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(leaf.getPublicKey());
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String signed(PrivateKey key) {
        return key.getAlgorithm().equals("EC") ? "ECDSA" : key.getAlgorithm();
    }
}
