package io.rookery.hooks.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.hooks.egress.Egress;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.endpoint.Outcome;
import io.rookery.hooks.fake.LoopbackServer;
import io.rookery.hooks.webhook.Transport.Exchange;
import io.rookery.hooks.webhook.Transport.Post;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NettyTransportTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String HOST = "hooks.acme.test";

    @TempDir static Path directory;
    private static KeyStore keys;

    private final List<String> names = new java.util.concurrent.CopyOnWriteArrayList<>();

    @BeforeAll
    static void make_a_certificate() throws Exception {
        Path file = directory.resolve("backend.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(PASSWORD),
                                "-alias",
                                "backend",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=backend",
                                "-ext",
                                "san=dns:" + HOST)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
    }

    @Test
    void certificate_of_the_host_is_accepted_and_the_name_is_in_sni_and_host() throws Exception {
        try (LoopbackServer server = server();
                NettyTransport transport = transport(Optional.of(authorities()))) {
            Exchange exchange = post(transport, HOST, server.port());

            assertThat(exchange).isInstanceOf(Exchange.Reply.class);
            assertThat(names).containsExactly(HOST);
            assertThat(server.requests().getFirst())
                    .contains("host: " + HOST + ':' + server.port() + "\r\n");
        }
    }

    @Test
    void certificate_of_another_host_is_refused_before_anything_is_sent() throws Exception {
        try (LoopbackServer server = server();
                NettyTransport transport = transport(Optional.of(authorities()))) {
            Exchange exchange = post(transport, "other.acme.test", server.port());

            assertThat(((Exchange.Failure) exchange).outcome()).isEqualTo(Outcome.TLS_FAILED);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void certificate_of_nobody_known_is_refused() throws Exception {
        try (LoopbackServer server = server();
                NettyTransport transport = transport(Optional.empty())) {
            Exchange exchange = post(transport, HOST, server.port());

            assertThat(((Exchange.Failure) exchange).outcome()).isEqualTo(Outcome.TLS_FAILED);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void server_that_speaks_no_tls_is_unavailable() {
        try (LoopbackServer server = new LoopbackServer((_, talk) -> talk.reply(200, "{}"));
                NettyTransport transport = transport(Optional.empty())) {
            Exchange exchange = post(transport, HOST, server.port(), Duration.ofSeconds(2));

            assertThat(exchange).isInstanceOf(Exchange.Failure.class);
        }
    }

    private LoopbackServer server() throws IOException, GeneralSecurityException {
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        SSLServerSocket socket =
                (SSLServerSocket)
                        context.getServerSocketFactory()
                                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setSNIMatchers(
                List.of(
                        new SNIMatcher(0) {
                            @Override
                            public boolean matches(SNIServerName name) {
                                return names.add(
                                        new String(name.getEncoded(), StandardCharsets.US_ASCII));
                            }
                        }));
        socket.setSSLParameters(parameters);
        return new LoopbackServer((_, talk) -> talk.reply(200, "{}"), socket);
    }

    private static TrustManagerFactory authorities() throws GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try {
            trusted.load(null, null);
        } catch (IOException e) {
            throw new AssertionError("empty key store", e);
        }
        trusted.setCertificateEntry("backend", keys.getCertificate("backend"));
        TrustManagerFactory authorities =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        authorities.init(trusted);
        return authorities;
    }

    private static NettyTransport transport(Optional<TrustManagerFactory> authorities) {
        return NettyTransport.start(
                new Egress(true, List.of()),
                HookLimits.DEFAULT,
                Optional.of(_ ->
                        CompletableFuture.completedFuture(
                                List.of(InetAddress.getLoopbackAddress()))),
                authorities);
    }

    private static Exchange post(NettyTransport transport, String host, int port) {
        return post(transport, host, port, Duration.ofSeconds(20));
    }

    private static Exchange post(
            NettyTransport transport, String host, int port, Duration deadline) {
        Post post =
                new Post(
                        "pool",
                        URI.create("https://" + host + ':' + port),
                        Map.of(),
                        new byte[0],
                        1_000,
                        deadline);
        return transport.post(post).toCompletableFuture().join();
    }
}
