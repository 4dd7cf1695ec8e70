package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.client.ScramClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The client's SCRAM is ongres', its TLS the JDK's; the binding's bytes are computed here from the
/// client's end of the channel.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChannelBindingTest {
    private RunningEdge edge;

    @BeforeAll
    void start() {
        edge = new RunningEdge();
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-512-PLUS"})
    void client_binds_to_the_exported_keying_material(String mechanism) throws Exception {
        try (RawClient client = edge.connect("tls")) {
            SSLSession session = client.secure(RunningEdge.DOMAIN, "xmpp-client");
            String features = client.open(RunningEdge.DOMAIN);
            client.login(mechanism, bound(mechanism, "tls-exporter", exporter(session)));
            client.open(RunningEdge.DOMAIN);

            assertThat(features)
                    .contains("<mechanism>" + mechanism + "</mechanism>")
                    .contains("<channel-binding type='tls-exporter'/>")
                    .contains("<channel-binding type='tls-server-end-point'/>");
            assertThat(client.bind("bound")).isEqualTo("juliet@acme.test/bound");
            assertThat(client.applicationProtocol()).isEqualTo("xmpp-client");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "boring"})
    void client_binds_to_the_servers_certificate(String listener) throws Exception {
        try (RawClient client = edge.connect(listener)) {
            SSLSession session = client.secure(RunningEdge.DOMAIN, "xmpp-client");
            client.open(RunningEdge.DOMAIN);
            client.login(
                    "SCRAM-SHA-256-PLUS",
                    bound("SCRAM-SHA-256-PLUS", "tls-server-end-point", certificateHash(session)));
            client.open(RunningEdge.DOMAIN);

            assertThat(client.bind("bound")).isEqualTo("juliet@acme.test/bound");
        }
    }

    @Test
    void engine_that_cannot_export_does_not_offer_the_exporter() {
        try (RawClient client = edge.connect("boring")) {
            client.secure(RunningEdge.DOMAIN);
            String features = client.open(RunningEdge.DOMAIN);

            assertThat(features)
                    .contains("<mechanism>SCRAM-SHA-256-PLUS</mechanism>")
                    .contains("<channel-binding type='tls-server-end-point'/>")
                    .doesNotContain("tls-exporter");
        }
    }

    @Test
    void stream_without_tls_offers_neither_binding_nor_plain() {
        try (RawClient client = edge.connect("plain")) {
            assertThat(client.open(RunningEdge.DOMAIN))
                    .contains("<mechanism>SCRAM-SHA-256</mechanism>")
                    .doesNotContain("PLUS")
                    .doesNotContain("channel-binding")
                    .doesNotContain("PLAIN");
        }
    }

    @Test
    void man_in_the_middle_with_a_channel_of_his_own_fails() {
        try (RawClient client = edge.connect("tls")) {
            client.secure(RunningEdge.DOMAIN);
            client.open(RunningEdge.DOMAIN);

            String failure =
                    client.failLogin(
                            "SCRAM-SHA-256-PLUS",
                            bound("SCRAM-SHA-256-PLUS", "tls-exporter", new byte[32]));

            assertThat(failure).contains("<not-authorized/>");
        }
    }

    /// slixmpp 1.8 does so: `tls-unique` is not defined for TLS 1.3 (RFC 9266 §1).
    @Test
    void client_that_can_only_bind_in_a_way_tls_1_3_lacks_gets_as_far_as_plain() {
        try (RawClient client = edge.connect("tls")) {
            client.secure(RunningEdge.DOMAIN);
            client.open(RunningEdge.DOMAIN);
            List<String> hashes = List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1");

            hashes.forEach(hash ->
                    assertThat(tried(client, hash + "-PLUS", "p=tls-unique,,"))
                            .contains("<not-authorized/>"));
            hashes.forEach(
                    hash -> assertThat(tried(client, hash, "y,,")).contains("<not-authorized/>"));
            client.send(auth("PLAIN", "\0juliet\0" + RunningEdge.PASSWORD));

            assertThat(client.await("/>")).contains("<success");
        }
    }

    private static String tried(RawClient client, String mechanism, String flag) {
        client.send(auth(mechanism, flag + "n=juliet,r=fyko+d2lbbFgONRv9qkxdawL"));
        return client.await("</failure>");
    }

    private static String auth(String mechanism, String message) {
        return "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='%s'>%s</auth>"
                .formatted(
                        mechanism,
                        Base64.getEncoder()
                                .encodeToString(message.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void certificates_differ_by_server_name() throws Exception {
        try (RawClient acme = edge.connect("tls");
                RawClient other = edge.connect("tls")) {
            X509Certificate first = leaf(acme.secure("acme.test"));
            X509Certificate second = leaf(other.secure("globe.test"));

            assertThat(first.getSubjectX500Principal().getName()).isEqualTo("CN=acme.test");
            assertThat(second.getSubjectX500Principal().getName()).isEqualTo("CN=globe.test");
        }
    }

    private static ScramClient bound(String mechanism, String type, byte[] data) {
        return RawClient.scram(mechanism, "juliet", RunningEdge.PASSWORD)
                .channelBinding(type, data)
                .build();
    }

    /// RFC 9266 §2.
    private static byte[] exporter(SSLSession session) throws Exception {
        return ((ExtendedSSLSession) session)
                .exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32);
    }

    /// RFC 5929 §4.1, for a certificate signed with SHA-256.
    private static byte[] certificateHash(SSLSession session) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(leaf(session).getEncoded());
    }

    private static X509Certificate leaf(SSLSession session) throws Exception {
        return (X509Certificate) session.getPeerCertificates()[0];
    }
}
