package io.rookery.server.cluster;

import io.rookery.edge.tls.Authority;
import io.rookery.edge.tls.DomainCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

/// The deployment's own certificate authority and what it signed, in `tls/`, for its owner only:
/// nodes know each other by them.
final class NodeCertificates {
    private final ClusterDirectory directory;

    NodeCertificates(ClusterDirectory directory) {
        this.directory = directory;
    }

    /// Settings like those of a member, for which nothing is made.
    static List<String> example(Member member) {
        return member.kind().isMember()
                ? settings(Path.of("own.pem"), Path.of("own.key"), Path.of("authority.pem"))
                : List.of();
    }

    private static List<String> settings(Path certificate, Path key, Path authority) {
        return List.of(
                "cluster.tls.certificate=" + certificate,
                "cluster.tls.key=" + key,
                "cluster.tls.authority=" + authority);
    }

    /// Settings of a member; its certificate is made when it has none.
    List<String> settings(Member member) {
        Path certificate = file(member.name() + ".pem");
        Path key = file(member.name() + ".key");
        if (!Files.exists(certificate) || !Files.exists(key)) {
            write(authority().issue(member.name(), member.address()), certificate, key);
        }
        return settings(certificate, key, file("authority.pem"));
    }

    private Authority authority() {
        Path certificate = file("authority.pem");
        Path key = file("authority.key");
        if (Files.exists(certificate) && Files.exists(key)) {
            return Authority.read(certificate, key, Clock.systemUTC(), new SecureRandom());
        }
        Authority made = Authority.make("Rookery cluster", Clock.systemUTC(), new SecureRandom());
        write(made.own(), certificate, key);
        return made;
    }

    private void write(DomainCertificate made, Path certificate, Path key) {
        directory.replace(key, Authority.key(made));
        directory.replace(certificate, Authority.certificates(made));
    }

    private Path file(String name) {
        return directory.path().resolve("tls").resolve(name);
    }
}
