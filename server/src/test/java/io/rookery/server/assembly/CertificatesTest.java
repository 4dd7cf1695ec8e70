package io.rookery.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.edge.tls.CertificateSource;
import io.rookery.edge.tls.DomainCertificate;
import io.rookery.server.roles.SettingValues;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.StartFailure;
import io.rookery.server.running.PemFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
    /// A moment before a minute begins, when certificates are looked at.
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:59.950Z");

    /// A moment before one begins, too: whoever computes how long to wait waits that moment.
    private static final Instant A_MINUTE_LATER = NOW.plusSeconds(60);

    private static final String ALONE = "edge.development-certificates=off";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir private Path directory = Path.of("");
    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final World world = new World(now::get, new SecureRandom());
    private PemFiles files = new PemFiles(directory);

    @BeforeEach
    void files() {
        files = new PemFiles(directory);
    }

    @Test
    void each_domain_has_its_own_certificate_and_the_node_makes_those_that_are_missing()
            throws IOException {
        files.write("acme", "acme.test", NOW);
        files.write("globe", "globe.test", NOW);
        try (Certificates certificates = begin()) {
            assertThat(name(certificates, "acme.test")).isEqualTo("CN=acme.test");
            assertThat(name(certificates, "globe.test")).isEqualTo("CN=globe.test");
            assertThat(name(certificates, "made.test")).isEqualTo("CN=made.test");
        }
    }

    @Test
    void in_production_nobody_gets_a_certificate_that_the_node_made() throws IOException {
        files.write("acme", "acme.test", NOW);
        try (Certificates certificates = begin(ALONE)) {
            assertThat(find(certificates.source(), "other.test")).isEmpty();
            assertThat(certificates.source().fallback().toCompletableFuture().join())
                    .isSameAs(find(certificates.source(), "acme.test").orElseThrow());
        }
    }

    @Test
    void renewed_files_serve_from_the_next_minute_on() throws Exception {
        files.write("acme", "acme.test", NOW);
        try (Certificates certificates = begin(ALONE)) {
            DomainCertificate first = find(certificates.source(), "acme.test").orElseThrow();

            files.write("acme", "acme.test", NOW);
            now.set(A_MINUTE_LATER);

            assertThat(awaitOther(certificates.source(), first).leaf().getSerialNumber())
                    .isNotEqualTo(first.leaf().getSerialNumber());
        }
    }

    @Test
    void broken_renewal_leaves_the_certificate_before_it_and_harms_no_other() throws Exception {
        files.write("acme", "acme.test", NOW);
        files.write("globe", "globe.test", NOW);
        try (Certificates certificates = begin(ALONE)) {
            DomainCertificate acme = find(certificates.source(), "acme.test").orElseThrow();
            DomainCertificate globe = find(certificates.source(), "globe.test").orElseThrow();

            files.text("acme.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
            files.write("globe", "globe.test", NOW);
            now.set(A_MINUTE_LATER);

            awaitOther(certificates.source(), globe);
            assertThat(find(certificates.source(), "acme.test")).containsSame(acme);
        }
    }

    @Test
    void node_without_anybodys_certificate_does_not_start() throws IOException {
        assertRefused("edge.certificates: " + directory + ": no certificate that serves", ALONE);

        files.text("acme.pem", "nonsense");
        files.text("acme.key", "nonsense");
        assertRefused("edge.certificates: " + directory + ": no certificate that serves", ALONE);
    }

    @Test
    void node_without_a_directory_and_without_certificates_of_its_own_does_not_start() {
        Settings settings = Settings.from(new SettingValues().commandLine(List.of(ALONE)));

        assertThatThrownBy(() -> Certificates.begin(settings.edge(), world))
                .isInstanceOf(StartFailure.class)
                .hasMessage(
                        "edge.certificates: none (expected: a directory, or"
                                + " edge.development-certificates=on)");
    }

    @Test
    void directory_that_is_not_there_is_named_in_one_line() {
        directory = directory.resolve("nowhere");

        assertRefused("edge.certificates: " + directory + ": cannot be read");
    }

    private void assertRefused(String message, String... more) {
        assertThatThrownBy(() -> begin(more))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith(message)
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("\n"));
    }

    private Certificates begin(String... more) {
        List<String> given = new ArrayList<>(List.of("edge.certificates=" + directory));
        given.addAll(Arrays.asList(more));
        return Certificates.begin(
                Settings.from(new SettingValues().commandLine(given)).edge(), world);
    }

    private static String name(Certificates certificates, String domain) {
        return find(certificates.source(), domain)
                .orElseThrow()
                .leaf()
                .getSubjectX500Principal()
                .getName();
    }

    private static Optional<DomainCertificate> find(CertificateSource source, String domain) {
        return source.find(domain).toCompletableFuture().join();
    }

    /// The certificate that has come in the place of `first`, when it has.
    private static DomainCertificate awaitOther(CertificateSource source, DomainCertificate first)
            throws InterruptedException {
        String domain = first.leaf().getSubjectX500Principal().getName().substring("CN=".length());
        CountDownLatch never = new CountDownLatch(1);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            DomainCertificate current = find(source, domain).orElseThrow();
            if (current != first) {
                return current;
            }
            assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
        }
        throw new AssertionError(domain + ": the same certificate after " + LIMIT);
    }
}
