package io.rookery.edge.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private static Authority authority(String name) {
        return Authority.make(name, InstantSource.fixed(NOW), new SecureRandom());
    }

    private static X509Certificate certificate(DomainCertificate made) {
        return made.chain().getFirst();
    }

    @Test
    void what_it_signs_names_the_address_and_is_verified_by_it_alone() throws Exception {
        Authority ours = authority("ours");

        X509Certificate issued = certificate(ours.issue("core-1", "127.0.2.1"));

        issued.verify(certificate(ours.own()).getPublicKey());
        issued.checkValidity(Date.from(NOW));
        assertThat(issued.getSubjectAlternativeNames()).containsExactly(List.of(7, "127.0.2.1"));
        assertThat(issued.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate(ours.own()).getBasicConstraints()).isNotNegative();
        assertThatThrownBy(
                        () -> issued.verify(certificate(authority("theirs").own()).getPublicKey()))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void it_signs_the_same_after_it_was_written_and_read(@TempDir Path data) throws Exception {
        Authority made = authority("ours");
        Path certificate = data.resolve("authority.pem");
        Path key = data.resolve("authority.key");
        Files.writeString(certificate, Authority.certificates(made.own()));
        Files.writeString(key, Authority.key(made.own()));

        Authority read =
                Authority.read(certificate, key, InstantSource.fixed(NOW), new SecureRandom());

        certificate(read.issue("core-2", "127.0.2.2"))
                .verify(certificate(made.own()).getPublicKey());
    }

    @Test
    void what_is_no_address_is_refused() {
        assertThatThrownBy(() -> authority("ours").issue("core-1", "core-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("address: core-1 (expected: IPv4)");
    }
}
