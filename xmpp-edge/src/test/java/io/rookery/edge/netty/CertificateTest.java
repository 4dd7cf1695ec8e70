package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.edge.EdgeLimits;
import io.rookery.edge.EdgeMeter;
import io.rookery.edge.tls.CertificateDirectory;
import io.rookery.edge.tls.CertificateSource;
import io.rookery.edge.tls.DevelopmentCertificates;
import io.rookery.edge.tls.DomainCertificate;
import io.rookery.edge.tls.PemPair;
import io.rookery.routing.port.DomainLimits;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateTest {
    private final Renewable source = new Renewable();

    @Test
    void renewed_certificate_serves_from_the_next_handshake_and_disturbs_nobody() throws Exception {
        try (RunningEdge edge = edge();
                RawClient before = edge.connect("tls");
                RawClient after = edge.connect("tls")) {
            BigInteger first = serial(before);
            source.renew();
            BigInteger second = serial(after);

            assertThat(second).isNotEqualTo(first);
            assertThat(before.open(RunningEdge.DOMAIN)).contains("<mechanisms");
            assertThat(after.open(RunningEdge.DOMAIN)).contains("<mechanisms");
        }
    }

    @Test
    void starttls_without_server_name_gets_the_streams_domain() throws Exception {
        try (RunningEdge edge = edge();
                RawClient client = edge.connect("starttls")) {
            client.open(RunningEdge.DOMAIN);
            client.send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
            client.await("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");

            assertThat(subject(client, "")).isEqualTo("CN=acme.test");
        }
    }

    @Test
    void unknown_name_and_no_name_see_the_same_certificate() throws Exception {
        source.only = RunningEdge.DOMAIN;
        try (RunningEdge edge = edge();
                RawClient known = edge.connect("tls");
                RawClient unknown = edge.connect("tls");
                RawClient unnamed = edge.connect("tls")) {
            assertThat(subject(known, RunningEdge.DOMAIN)).isEqualTo("CN=acme.test");
            assertThat(subject(unknown, "other.test")).isEqualTo("CN=localhost");
            assertThat(subject(unnamed, "")).isEqualTo("CN=localhost");
        }
    }

    @Test
    void two_domains_have_certificates_of_their_own_from_a_directory_and_old_connections_live_on(
            @TempDir Path directory) throws Exception {
        PemPair files = new PemPair(directory);
        files.write("acme", RunningEdge.DOMAIN, InstantSource.system().instant());
        files.write("other", "other.test", InstantSource.system().instant());
        CertificateDirectory certificates =
                new CertificateDirectory(directory, InstantSource.system(), null);
        certificates.look();
        try (RunningEdge edge =
                        new RunningEdge(
                                EdgeLimits.DEFAULT,
                                DomainLimits.DEFAULT,
                                certificates,
                                EdgeMeter.NONE);
                RawClient before = edge.connect("tls");
                RawClient other = edge.connect("tls");
                RawClient after = edge.connect("tls")) {
            BigInteger first = serial(before);
            assertThat(subject(other, "other.test")).isEqualTo("CN=other.test");

            files.write("acme", RunningEdge.DOMAIN, InstantSource.system().instant());
            certificates.look();

            assertThat(serial(after)).isNotEqualTo(first);
            assertThat(before.open(RunningEdge.DOMAIN)).contains("<mechanisms");
        }
    }

    private RunningEdge edge() {
        return new RunningEdge(EdgeLimits.DEFAULT, DomainLimits.DEFAULT, source, EdgeMeter.NONE);
    }

    private static BigInteger serial(RawClient client) throws Exception {
        return leaf(client, RunningEdge.DOMAIN).getSerialNumber();
    }

    private static String subject(RawClient client, String serverName) throws Exception {
        return leaf(client, serverName).getSubjectX500Principal().getName();
    }

    private static X509Certificate leaf(RawClient client, String serverName) throws Exception {
        return (X509Certificate) client.secure(serverName).getPeerCertificates()[0];
    }

    /// Self-made certificates that can be made anew.
    private static final class Renewable implements CertificateSource {
        private volatile CertificateSource current = fresh();
        private volatile String only = "";

        private static CertificateSource fresh() {
            return new DevelopmentCertificates(InstantSource.system(), new SecureRandom(), 10);
        }

        void renew() {
            current = fresh();
        }

        @Override
        public CompletionStage<Optional<DomainCertificate>> find(String serverName) {
            return current.find(only.isEmpty() || only.equals(serverName) ? serverName : "");
        }

        @Override
        public CompletionStage<DomainCertificate> fallback() {
            return current.fallback();
        }
    }
}
