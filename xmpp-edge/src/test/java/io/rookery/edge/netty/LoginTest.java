package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.hop.ToAccount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoginTest {
    private final RunningEdge edge = new RunningEdge();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void client_logs_in_over_starttls_and_gets_its_message_back() {
        try (RawClient client = edge.connect("starttls")) {
            String clear = client.open(RunningEdge.DOMAIN);
            client.send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
            client.await("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
            client.secure(RunningEdge.DOMAIN);
            client.open(RunningEdge.DOMAIN);
            client.loginByScram("SCRAM-SHA-256", "juliet", RunningEdge.PASSWORD);
            String features = client.open(RunningEdge.DOMAIN);
            String jid = client.bind("balcony");
            client.send("<message to='romeo@acme.test' id='m1'><body>O Romeo</body></message>");
            String echo = client.await("</message>");
            client.send("</stream:stream>");
            client.awaitEnd();

            assertThat(clear)
                    .contains("<required/>")
                    .doesNotContain("<mechanisms")
                    .contains("from='acme.test'")
                    .contains("version='1.0'");
            assertThat(features)
                    .contains("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>")
                    .contains("<sm xmlns='urn:xmpp:sm:3'/>")
                    .contains("<csi xmlns='urn:xmpp:csi:0'/>");
            assertThat(jid).isEqualTo("juliet@acme.test/balcony");
            assertThat(echo)
                    .contains("from='juliet@acme.test/balcony'")
                    .contains("id='m1'")
                    .contains("<body>O Romeo</body>");
            ToAccount.Ingress ingress = edge.accounts.await(ToAccount.Ingress.class);
            assertThat(ingress.stanza().number()).isEqualTo(1);
            assertThat(ingress.maybeSeen()).isFalse();
            edge.accounts.await(ToAccount.End.class);
            assertThat(edge.accounts.registered()).isZero();
        }
    }
}
