package io.rookery.edge.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/// Writes certificates and their keys as files, as an operator's tool would.
public final class PemPair {
    private static final Base64.Encoder LINES =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private final Path directory;
    private final AtomicInteger written = new AtomicInteger();

    public PemPair(Path directory) {
        this.directory = directory;
    }

    /// A fresh certificate for `name`, made at `made` for a year.
    public DomainCertificate write(String stem, String name, Instant made) throws IOException {
        DomainCertificate certificate =
                new DevelopmentCertificates(InstantSource.fixed(made), new SecureRandom(), 1)
                        .find(name)
                        .toCompletableFuture()
                        .join()
                        .orElseThrow();
        write(stem, certificate);
        return certificate;
    }

    void write(String stem, DomainCertificate certificate) throws IOException {
        try {
            text(
                    stem + ".pem",
                    "a comment\n" + block("CERTIFICATE", certificate.leaf().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        text(stem + ".key", block("PRIVATE KEY", certificate.key().getEncoded()));
        Files.setPosixFilePermissions(
                directory.resolve(stem + ".key"), PosixFilePermissions.fromString("rw-------"));
    }

    void text(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, text);
        // Two writes within one tick of the file system's clock must differ.
        Files.setLastModifiedTime(
                file, FileTime.fromMillis(1_000_000_000_000L + written.incrementAndGet() * 1_000L));
    }

    private static String block(String label, byte[] bytes) {
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
                .formatted(label, LINES.encodeToString(bytes));
    }
}
