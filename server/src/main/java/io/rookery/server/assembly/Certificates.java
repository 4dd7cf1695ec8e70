package io.rookery.server.assembly;

import io.rookery.edge.tls.CertificateDirectory;
import io.rookery.edge.tls.CertificateFileException;
import io.rookery.edge.tls.CertificateSource;
import io.rookery.edge.tls.DevelopmentCertificates;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.StartFailure;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The certificates of the node's listeners: those of a directory, looked at every minute, and
/// self-made ones for other names where that is allowed.
final class Certificates implements AutoCloseable {
    /// Self-made certificates kept.
    private static final int MAX_MADE = 10_000;

    private final CertificateSource source;
    private final @Nullable EachMinute looking;
    private final @Nullable CertificateDirectory directory;

    private Certificates(
            CertificateSource source,
            @Nullable EachMinute looking,
            @Nullable CertificateDirectory directory) {
        this.directory = directory;
        this.source = source;
        this.looking = looking;
    }

    /// @throws StartFailure when there is nobody to serve anybody's certificate
    static Certificates begin(Settings.Edge settings, World world) {
        CertificateSource made =
                settings.developmentCertificates()
                        ? new DevelopmentCertificates(world.clock(), world.random(), MAX_MADE)
                        : null;
        if (settings.certificates().isEmpty()) {
            if (made == null) {
                throw new StartFailure(
                        "edge.certificates: none (expected: a directory, or"
                                + " edge.development-certificates=on)");
            }
            return new Certificates(made, null, null);
        }
        CertificateDirectory directory =
                new CertificateDirectory(settings.certificates().get(), world.clock(), made);
        try {
            directory.look();
        } catch (CertificateFileException e) {
            throw new StartFailure("edge.certificates: " + e.getMessage(), e);
        }
        if (directory.count() == 0 && made == null) {
            throw new StartFailure(
                    "edge.certificates: %s: no certificate that serves (expected: one at least, see the log)"
                            .formatted(settings.certificates().get()));
        }
        return new Certificates(
                directory,
                EachMinute.begin("certificates", world.clock(), minute -> directory.look()),
                directory);
    }

    /// When the certificate of each name ends; self-made ones renew themselves.
    Map<String, Instant> ends() {
        return directory == null ? Map.of() : directory.ends();
    }

    CertificateSource source() {
        return source;
    }

    @Override
    public void close() {
        if (looking != null) {
            looking.close();
        }
    }
}
