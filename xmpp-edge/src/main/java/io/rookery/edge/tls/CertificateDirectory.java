package io.rookery.edge.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.CertificateParsingException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Certificates in a directory: `NAME.pem` is the chain, leaf first, and `NAME.key` its key
/// (PKCS#8, RSA or EC). The names that a certificate serves are its own (subjectAltName, with `*.`
/// for one label); what the files are called is for people. `default.pem` also serves those who ask
/// for a name that nobody has.
///
/// [#look] finds what has changed: a renewed certificate serves from the next handshake on, a
/// broken or expired one is logged and the one before stays. Whom nothing here serves, `otherwise`
/// does.
public final class CertificateDirectory implements CertificateSource {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateDirectory.class);
    private static final String CHAIN = ".pem";
    private static final String KEY = ".key";
    private static final String DEFAULT = "default";
    private static final int DNS_NAME = 2;
    private static final Duration SOON = Duration.ofDays(14);

    /// Certificates read; further files are passed over with a warning.
    private static final int MAX_FILES = 10_000;

    private final Path directory;
    private final InstantSource clock;
    private final @Nullable CertificateSource otherwise;
    // Touched by the one that looks alone.
    private final Map<Path, Kept> kept = new TreeMap<>();
    private volatile Served served = new Served(Map.of(), null);

    /// A pair of files as it was last read.
    ///
    /// @param certificate null when it was broken from the beginning
    private record Kept(Stamp stamp, @Nullable DomainCertificate certificate) {}

    /// What tells a changed pair from an unchanged one.
    private record Stamp(FileTime chain, long chainBytes, FileTime key, long keyBytes) {}

    private record Served(
            Map<String, DomainCertificate> byName, @Nullable DomainCertificate standard) {
        Served {
            byName = Map.copyOf(byName);
        }
    }

    /// @param otherwise asked for names that no certificate serves; null for nobody
    public CertificateDirectory(
            Path directory, InstantSource clock, @Nullable CertificateSource otherwise) {
        this.directory = directory;
        this.clock = clock;
        this.otherwise = otherwise;
    }

    @Override
    public CompletionStage<Optional<DomainCertificate>> find(String serverName) {
        Served now = served;
        DomainCertificate found = now.byName().get(serverName);
        if (found == null) {
            int dot = serverName.indexOf('.');
            found = dot < 0 ? null : now.byName().get("*" + serverName.substring(dot));
        }
        if (found != null || otherwise == null) {
            return CompletableFuture.completedFuture(Optional.ofNullable(found));
        }
        return otherwise.find(serverName);
    }

    /// The default certificate; without one the stand-in's, or the first of all.
    @Override
    public CompletionStage<DomainCertificate> fallback() {
        DomainCertificate standard = served.standard();
        if (standard != null) {
            return CompletableFuture.completedFuture(standard);
        }
        return otherwise != null
                ? otherwise.fallback()
                : CompletableFuture.failedFuture(
                        new IllegalStateException(
                                "certificates: none in "
                                        + directory
                                        + " (expected: one at least)"));
    }

    /// When the certificate of each name ends.
    public Map<String, Instant> ends() {
        Map<String, Instant> ends = new HashMap<>();
        served.byName().forEach((name, certificate) -> ends.put(name, end(certificate)));
        return ends;
    }

    /// How many certificates serve.
    public int count() {
        return new HashSet<>(served.byName().values()).size();
    }

    /// Reads what is new or has changed, and forgets what has gone. One caller at a time.
    ///
    /// @throws CertificateFileException when the directory cannot be read
    public void look() {
        Map<Path, Path> pairs = pairs();
        kept.keySet().retainAll(pairs.keySet());
        pairs.forEach(this::read);
        Map<String, DomainCertificate> byName = new HashMap<>();
        DomainCertificate standard = null;
        for (Map.Entry<Path, Kept> entry : kept.entrySet()) {
            DomainCertificate certificate = entry.getValue().certificate();
            if (certificate != null) {
                // Of two files for one name the one that is good for longer serves.
                names(certificate).forEach(name -> byName.merge(name, certificate, this::longer));
                boolean named = entry.getKey().getFileName().toString().equals(DEFAULT + CHAIN);
                standard = named || standard == null ? certificate : standard;
            }
        }
        served = new Served(byName, standard);
    }

    private DomainCertificate longer(DomainCertificate one, DomainCertificate other) {
        return end(one).isAfter(end(other)) ? one : other;
    }

    private boolean isExpired(DomainCertificate certificate) {
        return end(certificate).isBefore(clock.instant());
    }

    private static Instant end(DomainCertificate certificate) {
        return certificate.leaf().getNotAfter().toInstant();
    }

    /// Chains and their keys.
    private Map<Path, Path> pairs() {
        Map<Path, Path> pairs = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (!name.endsWith(CHAIN)) {
                    continue;
                }
                if (pairs.size() == MAX_FILES) {
                    LOG.warn(
                            "{}: more than {} certificates, the rest is not read", file, MAX_FILES);
                    break;
                }
                String stem = name.substring(0, name.length() - CHAIN.length());
                pairs.put(file, file.resolveSibling(stem + KEY));
            }
        } catch (IOException e) {
            throw new CertificateFileException(directory + ": cannot be read: " + e, e);
        }
        return pairs;
    }

    private void read(Path chain, Path key) {
        Kept old = kept.get(chain);
        Stamp stamp;
        try {
            stamp =
                    new Stamp(
                            Files.getLastModifiedTime(chain),
                            Files.size(chain),
                            Files.getLastModifiedTime(key),
                            Files.size(key));
        } catch (IOException e) {
            // Between the two steps of a renewal; what was read before stays.
            if (old == null) {
                LOG.warn("{}: cannot be read with its key {}: {}", chain, key, e.toString());
            }
            return;
        }
        if (old != null && old.stamp().equals(stamp)) {
            return;
        }
        DomainCertificate before = old == null ? null : old.certificate();
        try {
            DomainCertificate read = PemFile.certificate(chain, key);
            if (before != null && isExpired(read) && !isExpired(before)) {
                throw new CertificateFileException(chain + ": expired at " + end(read));
            }
            kept.put(chain, new Kept(stamp, read));
            LOG.info("{}: serves {}", chain, names(read));
            warn(chain, key, read);
        } catch (CertificateFileException e) {
            LOG.error(
                    "{}; {}",
                    e.getMessage(),
                    before == null ? "it does not serve" : "the certificate before it stays");
            kept.put(chain, new Kept(stamp, before));
        }
    }

    private void warn(Path chain, Path key, DomainCertificate certificate) {
        Instant ends = end(certificate);
        if (isExpired(certificate)) {
            LOG.warn("{}: expired at {}", chain, ends);
        } else if (ends.isBefore(clock.instant().plus(SOON))) {
            LOG.warn("{}: expires at {}", chain, ends);
        }
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(key);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
                LOG.warn("{}: everybody on this machine can read it (expected: mode 600)", key);
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("{}: permissions unknown", key, e);
        }
    }

    /// The names of its subjectAltName, lower case; without one the common name serves nobody (RFC
    /// 9525 §6.1).
    private static Set<String> names(DomainCertificate certificate) {
        Set<String> names = new HashSet<>();
        try {
            var alternatives = certificate.leaf().getSubjectAlternativeNames();
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (alternative.get(0) instanceof Integer kind && kind == DNS_NAME) {
                    names.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateParsingException e) {
            LOG.error("{}: names cannot be read", certificate.leaf().getSubjectX500Principal(), e);
        }
        return names;
    }
}
