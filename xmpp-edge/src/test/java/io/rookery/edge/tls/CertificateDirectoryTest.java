package io.rookery.edge.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class CertificateDirectoryTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(CertificateDirectory.class);

    @TempDir Path directory;
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        LOG.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        LOG.detachAppender(logged);
    }

    private PemPair files() {
        return new PemPair(directory);
    }

    private CertificateDirectory looked() {
        CertificateDirectory source =
                new CertificateDirectory(directory, InstantSource.fixed(NOW), null);
        source.look();
        return source;
    }

    private static Optional<DomainCertificate> find(CertificateSource source, String name) {
        return source.find(name).toCompletableFuture().join();
    }

    private static String subject(Optional<DomainCertificate> certificate) {
        return certificate.orElseThrow().leaf().getSubjectX500Principal().getName();
    }

    private List<String> messages() {
        return logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void each_name_has_the_certificate_that_names_it() throws IOException {
        files().write("one", "acme.test", NOW);
        files().write("two", "*.labs.test", NOW);

        CertificateDirectory source = looked();

        assertThat(source.count()).isEqualTo(2);
        assertThat(subject(find(source, "acme.test"))).isEqualTo("CN=acme.test");
        assertThat(subject(find(source, "a.labs.test"))).isEqualTo("CN=*.labs.test");
        assertThat(find(source, "labs.test")).isEmpty();
        assertThat(find(source, "b.a.labs.test")).isEmpty();
        assertThat(find(source, "test")).isEmpty();
        assertThat(find(source, "one")).isEmpty();
    }

    @Test
    void a_keys_algorithm_may_be_rsa() throws Exception {
        files().write("rsa", rsa());

        DomainCertificate found = find(looked(), "rsa.test").orElseThrow();

        assertThat(found.key().getAlgorithm()).isEqualTo("RSA");
    }

    private DomainCertificate rsa() throws Exception {
        Path store = directory.resolve("store.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "a",
                                "-keyalg",
                                "RSA",
                                "-dname",
                                "CN=rsa.test",
                                "-ext",
                                "san=dns:rsa.test",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                "changeit")
                        .redirectErrorStream(true)
                        .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        return new DomainCertificate(
                (PrivateKey) keys.getKey("a", "changeit".toCharArray()),
                List.of((X509Certificate) keys.getCertificate("a")));
    }

    @Test
    void a_renewed_certificate_serves_after_the_next_look_and_an_unchanged_one_stays_the_same()
            throws IOException {
        PemPair files = files();
        files.write("one", "acme.test", NOW);
        files.write("two", "other.test", NOW);
        CertificateDirectory source = looked();
        DomainCertificate first = find(source, "acme.test").orElseThrow();
        DomainCertificate other = find(source, "other.test").orElseThrow();

        files.write("one", "acme.test", NOW);
        assertThat(find(source, "acme.test")).containsSame(first);
        source.look();

        assertThat(find(source, "acme.test").orElseThrow().leaf().getSerialNumber())
                .isNotEqualTo(first.leaf().getSerialNumber());
        assertThat(find(source, "other.test")).containsSame(other);
    }

    @Test
    void a_certificate_whose_files_are_gone_serves_no_more() throws IOException {
        files().write("one", "acme.test", NOW);
        CertificateDirectory source = looked();

        Files.delete(directory.resolve("one.pem"));
        source.look();

        assertThat(find(source, "acme.test")).isEmpty();
    }

    @Test
    void a_broken_file_leaves_the_old_certificate_and_is_named() throws IOException {
        PemPair files = files();
        files.write("one", "acme.test", NOW);
        CertificateDirectory source = looked();
        DomainCertificate first = find(source, "acme.test").orElseThrow();

        files.text("one.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        source.look();

        assertThat(find(source, "acme.test")).containsSame(first);
        assertThat(messages())
                .anySatisfy(line ->
                        assertThat(line)
                                .startsWith(directory.resolve("one.pem").toString())
                                .endsWith("the certificate before it stays"));
    }

    @Test
    void an_expired_renewal_leaves_the_certificate_before_it_and_is_named() throws IOException {
        PemPair files = files();
        files.write("one", "acme.test", NOW);
        CertificateDirectory source = looked();
        DomainCertificate first = find(source, "acme.test").orElseThrow();

        files.write("one", "acme.test", NOW.minus(Duration.ofDays(400)));
        source.look();

        assertThat(find(source, "acme.test")).containsSame(first);
        assertThat(messages())
                .anySatisfy(line ->
                        assertThat(line)
                                .startsWith(directory.resolve("one.pem") + ": expired at ")
                                .endsWith("the certificate before it stays"));
    }

    @Test
    void another_certificates_key_leaves_the_certificate_before_it_and_is_named()
            throws IOException {
        PemPair files = files();
        files.write("one", "acme.test", NOW);
        files.write("two", "other.test", NOW);
        CertificateDirectory source = looked();
        DomainCertificate first = find(source, "acme.test").orElseThrow();

        files.text("one.key", Files.readString(directory.resolve("two.key")));
        source.look();

        assertThat(find(source, "acme.test")).containsSame(first);
        assertThat(messages())
                .anySatisfy(line ->
                        assertThat(line)
                                .startsWith(directory.resolve("one.key") + ": another key")
                                .endsWith("the certificate before it stays"));
    }

    @Test
    void of_two_certificates_for_one_name_the_one_that_is_good_for_longer_serves()
            throws IOException {
        DomainCertificate longer = files().write("aaa", "acme.test", NOW);
        files().write("bbb", "acme.test", NOW.minus(Duration.ofDays(400)));

        assertThat(find(looked(), "acme.test").orElseThrow().leaf()).isEqualTo(longer.leaf());
    }

    @Test
    void what_cannot_serve_is_named_once_and_keeps_nobody_else_from_serving() throws IOException {
        PemPair files = files();
        files.write("good", "acme.test", NOW);
        files.write("stranger", "other.test", NOW);
        Files.copy(
                directory.resolve("good.key"),
                directory.resolve("stranger.key"),
                StandardCopyOption.REPLACE_EXISTING);
        files.text("empty.pem", "");
        files.text("empty.key", "");
        files.write("old", "old.test", NOW);
        files.text(
                "old.key", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----");

        CertificateDirectory source = looked();
        source.look();

        assertThat(source.count()).isEqualTo(1);
        assertThat(messages().stream().filter(line -> line.contains("does not serve")))
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("stranger.key: another key"))
                .anySatisfy(line -> assertThat(line).contains("empty.pem: no certificate"))
                .anySatisfy(
                        line -> assertThat(line).contains("old.key: 0 keys").contains("PKCS#8"));
    }

    @Test
    void expired_certificates_and_keys_that_all_can_read_are_warned_about() throws IOException {
        files().write("past", "past.test", NOW.minus(Duration.ofDays(400)));
        files().write("soon", "soon.test", NOW.minus(Duration.ofDays(360)));
        files().write("good", "good.test", NOW);
        Files.setPosixFilePermissions(
                directory.resolve("good.key"), PosixFilePermissions.fromString("rw-r--r--"));

        CertificateDirectory source = looked();

        assertThat(source.count()).isEqualTo(3);
        assertThat(messages())
                .anySatisfy(line -> assertThat(line).contains("past.pem: expired at"))
                .anySatisfy(line -> assertThat(line).contains("soon.pem: expires at"))
                .anySatisfy(line -> assertThat(line).contains("good.key: everybody"));
        assertThat(messages().stream().filter(line -> line.contains("everybody"))).hasSize(1);
    }

    @Test
    void the_file_default_serves_who_asks_for_nobody() throws IOException {
        files().write("aaa", "acme.test", NOW);
        files().write("default", "www.test", NOW);

        assertThat(subject(Optional.of(looked().fallback().toCompletableFuture().join())))
                .isEqualTo("CN=www.test");
    }

    @Test
    void without_certificates_nobody_is_served_unless_another_source_stands_in() {
        CertificateDirectory alone = looked();
        CertificateDirectory helped =
                new CertificateDirectory(
                        directory,
                        InstantSource.fixed(NOW),
                        new DevelopmentCertificates(
                                InstantSource.fixed(NOW), new SecureRandom(), 10));

        assertThat(find(alone, "acme.test")).isEmpty();
        assertThat(alone.fallback().toCompletableFuture()).isCompletedExceptionally();
        assertThat(subject(find(helped, "acme.test"))).isEqualTo("CN=acme.test");
        assertThat(subject(Optional.of(helped.fallback().toCompletableFuture().join())))
                .isEqualTo("CN=localhost");
    }

    @Test
    void a_directory_that_is_not_there_is_named() {
        Path nowhere = directory.resolve("nowhere");
        CertificateDirectory source =
                new CertificateDirectory(nowhere, InstantSource.fixed(NOW), null);

        assertThatThrownBy(source::look)
                .isInstanceOf(CertificateFileException.class)
                .hasMessageStartingWith(nowhere + ": cannot be read");
    }
}
