package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.client.ScramClient;
import io.rookery.edge.CrowdLimits;
import io.rookery.edge.EdgeLimits;
import io.rookery.routing.port.DomainLimits;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Very many sockets from one address.
class CrowdTest {
    private static final int LIMIT = 50;
    private static final int MANY = 500;

    @Test
    void crowd_is_let_in_up_to_its_limit_and_keeps_nobody_else_out() throws Exception {
        List<RawClient> crowd = new ArrayList<>();
        try (RunningEdge edge = new RunningEdge(limits(), DomainLimits.DEFAULT)) {
            for (int i = 0; i < LIMIT; i++) {
                RawClient client = edge.connect("plain");
                crowd.add(client);
                assertThat(client.open(RunningEdge.DOMAIN)).contains("<mechanisms");
            }

            for (int i = 0; i < MANY; i++) {
                String listener = List.of("plain", "starttls", "tls", "ws", "wss").get(i % 5);
                try (RawClient more = edge.connect(listener)) {
                    assertThat(more.awaitEnd()).isEmpty();
                }
            }
            try (RawClient neighbour =
                    new RawClient(edge.port("plain"), InetAddress.getByName("127.0.0.2"))) {
                assertThat(neighbour.open(RunningEdge.DOMAIN)).contains("<mechanisms");
            }
            assertThat(crowd.getLast().failLogin("SCRAM-SHA-1", guess())).contains("<not-auth");

            crowd.forEach(RawClient::close);
            edge.awaitNoConnections();
            try (RawClient after = edge.connect("plain")) {
                assertThat(after.open(RunningEdge.DOMAIN)).contains("<mechanisms");
            }
        } finally {
            crowd.forEach(RawClient::close);
        }
    }

    private static ScramClient guess() {
        return RawClient.scram("SCRAM-SHA-1", "juliet", "guess").build();
    }

    private static EdgeLimits limits() {
        CrowdLimits usual = CrowdLimits.DEFAULT;
        return EdgeLimits.DEFAULT.withCrowd(
                new CrowdLimits(usual.connections(), LIMIT, usual.domain(), usual.tenant()));
    }
}
