package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.hop.ToAccount.Attach;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.filter.StanzaTypeFilter;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A whole client that is not ours: Smack over TCP, with STARTTLS, SCRAM and stream management.
/// Smack 4.5 keeps its own SCRAM-SHA-1-PLUS off, since it asks for a digest named like the key's
/// algorithm: channel binding is shown in [ChannelBindingTest].
class SmackTest {
    private final RunningEdge edge = new RunningEdge();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void smack_sends_receives_and_resumes() throws Exception {
        XMPPTCPConnection connection = new XMPPTCPConnection(configuration().build());
        BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
        connection.addAsyncStanzaListener(
                stanza -> bodies.add(((Message) stanza).getBody()), StanzaTypeFilter.MESSAGE);
        try {
            connection.connect().login();
            connection.sendStanza(message("before"));
            String before = bodies.poll(20, TimeUnit.SECONDS);

            connection.instantShutdown();
            edge.accounts.await(ToAccount.Detach.class);
            connection.connect().login();
            connection.sendStanza(message("after"));
            String after = bodies.poll(20, TimeUnit.SECONDS);

            assertThat(connection.isSecureConnection()).isTrue();
            assertThat(connection.getUser().toString()).isEqualTo("romeo@acme.test/orchard");
            assertThat(connection.streamWasResumed()).isTrue();
            assertThat(before).isEqualTo("before");
            assertThat(after).isEqualTo("after");
            edge.accounts.await(Attach.class, told -> told.kind() == Attach.Kind.RESUME);
        } finally {
            connection.disconnect();
        }
    }

    private static Message message(String body) throws Exception {
        return StanzaBuilder.buildMessage().to("juliet@acme.test").setBody(body).build();
    }

    private XMPPTCPConnectionConfiguration.Builder configuration() throws Exception {
        return XMPPTCPConnectionConfiguration.builder()
                .setXmppDomain(RunningEdge.DOMAIN)
                .setHostAddress(InetAddress.getLoopbackAddress())
                .setPort(edge.port("starttls"))
                .setUsernameAndPassword("romeo", RunningEdge.PASSWORD)
                .setResource("orchard")
                .setSecurityMode(SecurityMode.required)
                .setCustomX509TrustManager(new TrustAll())
                .setHostnameVerifier((name, session) -> true);
    }

    /// The certificates are self-made.
    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
