package io.rookery.server.running;

import io.rookery.edge.tls.DevelopmentCertificates;
import io.rookery.edge.tls.DomainCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;

/// Certificates and keys in a directory, as an operator's tool leaves them.
public final class PemFiles {
    private static final Base64.Encoder LINES =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private final Path directory;
    private long written = 1_000_000_000_000L;

    public PemFiles(Path directory) {
        this.directory = directory;
    }

    /// Writes `stem.pem` and `stem.key`: a fresh certificate for `domain`, made at `made` for a
    /// year.
    public void write(String stem, String domain, Instant made) throws IOException {
        DomainCertificate certificate =
                new DevelopmentCertificates(InstantSource.fixed(made), new SecureRandom(), 1)
                        .find(domain)
                        .toCompletableFuture()
                        .join()
                        .orElseThrow();
        try {
            text(stem + ".pem", block("CERTIFICATE", certificate.leaf().getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("certificate: " + domain + " (expected: encoded)", e);
        }
        text(stem + ".key", block("PRIVATE KEY", certificate.key().getEncoded()));
    }

    /// Writes one file, newer than any before.
    public void text(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        // Two writes within one tick of the file system's clock must differ.
        written += 1_000;
        Files.setLastModifiedTime(file, FileTime.fromMillis(written));
    }

    private static String block(String label, byte[] bytes) {
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
                .formatted(label, LINES.encodeToString(bytes));
    }
}
