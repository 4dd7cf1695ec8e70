package io.rookery.edge.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.rookery.edge.ManualClock;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class DevelopmentCertificatesTest {
    private final ManualClock clock = new ManualClock();
    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    private final DevelopmentCertificates certificates =
            new DevelopmentCertificates(clock, random, 2);

    @Test
    void certificate_is_for_its_name_and_signed_by_itself() throws Exception {
        X509Certificate leaf = find("xn--fsq.acme.test").orElseThrow().leaf();

        assertThat(leaf.getVersion()).isEqualTo(3);
        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=xn--fsq.acme.test");
        assertThat(leaf.getIssuerX500Principal()).isEqualTo(leaf.getSubjectX500Principal());
        assertThat(leaf.getSubjectAlternativeNames())
                .containsExactly(List.of(2, "xn--fsq.acme.test"));
        assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getSerialNumber()).isPositive();
        assertThatCode(() -> leaf.verify(leaf.getPublicKey())).doesNotThrowAnyException();
    }

    @Test
    void certificate_is_valid_now_and_for_a_year() throws Exception {
        X509Certificate leaf = find("acme.test").orElseThrow().leaf();

        leaf.checkValidity(Date.from(clock.instant()));
        leaf.checkValidity(Date.from(clock.instant().plus(Duration.ofDays(364))));
        assertThat(leaf.getNotAfter())
                .isBefore(Date.from(clock.instant().plus(Duration.ofDays(366))));
    }

    @Test
    void name_keeps_its_certificate_until_too_many_others_were_asked_for() {
        DomainCertificate first = find("a.test").orElseThrow();
        DomainCertificate again = find("a.test").orElseThrow();
        find("b.test");
        find("c.test");

        assertThat(again).isSameAs(first);
        assertThat(find("a.test").orElseThrow()).isNotSameAs(first);
    }

    @Test
    void empty_and_endless_names_have_none() {
        assertThat(find("")).isEmpty();
        assertThat(find("x".repeat(254))).isEmpty();
    }

    @Test
    void client_without_a_name_sees_localhost() {
        DomainCertificate fallback = certificates.fallback().toCompletableFuture().join();

        assertThat(fallback.leaf().getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
    }

    private Optional<DomainCertificate> find(String name) {
        return certificates.find(name).toCompletableFuture().join();
    }
}
