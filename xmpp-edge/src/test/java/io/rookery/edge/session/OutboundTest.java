package io.rookery.edge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.hop.IngressKey;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.hop.SessionId;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Payload;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutboundTest {
    private final Outbound outbound = new Outbound(10);

    @Test
    void what_a_client_has_is_kept_until_it_is_settled() {
        outbound.hand(message(1));
        outbound.take(1);
        assertThat(outbound.unsettled()).hasSize(1);

        outbound.settle(1);

        assertThat(outbound.unsettled()).isEmpty();
        assertThat(outbound.settled()).isEqualTo(1);
    }

    @Test
    void numbers_that_it_never_had_are_not_settled() {
        outbound.hand(message(1));
        outbound.take(1);

        // Of an owner whose next deliveries were lost with it; its successor gives 2 and 3 anew.
        outbound.settle(3);
        outbound.hand(message(2));
        outbound.take(2);

        assertThat(outbound.unsettled()).extracting(NumberedStanza::number).containsExactly(2L);
    }

    private static NumberedStanza message(long number) {
        return NumberedStanza.of(
                        number,
                        new Message(
                                Jid.parse("juliet@acme.test/balcony"),
                                Jid.parse("romeo@acme.test"),
                                "m" + number,
                                null,
                                Message.Type.CHAT,
                                Payload.of()))
                .named(
                        new NumberedStanza.Name(
                                new UUID(1, number), new IngressKey(new SessionId(1, 2), 3), true));
    }
}
